import { lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { modulesWith } from './place.mjs';
import { SetupProblem } from './problem.mjs';
import { duration, say } from './progress.mjs';
import { ADDON, bindingPackage, bindingTexts, compile, tryLoad } from './tensorflow/binding.mjs';
import { damage, make, sweep } from './tensorflow/cache.mjs';
import { chooseVariant, findGpus } from './tensorflow/gpu.mjs';
import { fillLibrary } from './tensorflow/library.mjs';
import { bindingKey, cacheRoot, chooseBuild, libraryKey, readPins, thisMachine } from './tensorflow/plan.mjs';
import { findCompiler, findPython, needSpace, nodeHeaders } from './tensorflow/tools.mjs';

/** Points the package's addon at the cached one; a link to elsewhere is replaced in one step. @param {string} link @param {string} target */
function linkTo(link, target) {
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target) return;
  mkdirSync(path.dirname(link), { recursive: true });
  const draft = `${link}.draft-${process.pid}`;
  rmSync(draft, { force: true });
  symlinkSync(target, draft);
  renameSync(draft, link);
}

/** Which library this machine needs and where it is to lie. @param {NodeJS.ProcessEnv} env */
export async function planLibrary(env) {
  const pins = readPins();
  const machine = thisMachine();
  const { variant, why } = chooseVariant(machine, await findGpus(env), env.FLYWHEEL_TENSORFLOW);
  const { name, build } = chooseBuild(pins, machine, variant);
  const cache = path.join(cacheRoot(env), 'tensorflow');
  return { pins, name, build, why, cache, folder: path.join(cache, libraryKey(pins, name)) };
}

/** @typedef {Awaited<ReturnType<typeof planLibrary>>} Library */

/** Where the binding for a library is to lie, and what it is made of. @param {Library} library @param {string} root the clone */
export function planBinding(library, root) {
  const source = bindingPackage(modulesWith(root, '@tensorflow/tfjs-node-gpu'));
  const withHeaders = modulesWith(root, 'node-api-headers');
  const folder = path.join(library.cache, bindingKey(library.folder, bindingTexts(source, withHeaders)));
  return { source, headers: nodeHeaders(withHeaders), folder, addon: path.join(folder, ADDON), link: path.join(source, 'lib/napi-v8', ADDON) };
}

/**
 * Runs `work` with the cache to itself, unless `done` says that there is nothing to do (any more).
 * @param {string} cache @param {() => boolean} done @param {(line: string) => void} log @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it worked
 */
async function fillCache(cache, done, log, work) {
  if (done()) return false;
  await needSpace(cache, 0);
  return withLock(path.join(cache, 'lock'), async () => {
    if (done()) return false;
    sweep(cache);
    await work();
    return true;
  }, () => log('Another set-up fills the TensorFlow cache; waiting for it.'));
}

/**
 * Sees that the TensorFlow library lies whole in the shared cache; downloads it where it does not. Needs nothing of node_modules.
 * @param {{ env?: NodeJS.ProcessEnv, log?: (line: string) => void }} [options]
 * @throws {SetupProblem} saying what is missing and what to do
 */
export async function setUpLibrary({ env = process.env, log = say } = {}) {
  const library = await planLibrary(env);
  const { cache, folder, pins, build } = library;
  const made = await fillCache(cache, () => damage(folder) === undefined, log, async () => {
    // Without a compiler the download would be for nothing.
    await findCompiler(env);
    const python = await findPython(env);
    await needSpace(cache, build.diskBytes);
    log(`TensorFlow ${pins.version} (${library.name}: ${library.why}) into ${folder}: ${damage(folder)}`);
    const downloads = path.join(cache, 'downloads');
    await make(folder, { version: pins.version, build: library.name }, (target) => fillLibrary({ python: python.file, env, pins, build, downloads, target }));
    rmSync(downloads, { recursive: true, force: true });
  });
  return { library, made };
}

/**
 * Sees that node_modules/@tensorflow/tfjs-node-gpu has its addon for this library: from the shared cache, compiled first where it is not there.
 * @param {Library} library @param {{ root: string, env?: NodeJS.ProcessEnv, log?: (line: string) => void }} options
 * @throws {SetupProblem} saying what is missing and what to do
 */
export async function setUpBinding(library, { root, env = process.env, log = say }) {
  const { source, headers, folder, addon, link } = planBinding(library, root);
  const made = await fillCache(library.cache, () => damage(folder) === undefined, log, async () => {
    const compiler = await findCompiler(env);
    const facts = { version: library.pins.version, build: library.name, library: library.folder, compiler: compiler.version };
    await make(folder, facts, async (target) => {
      const output = path.join(target, ADDON);
      await compile({ compiler: compiler.file, env, folder: source, headers, library: library.folder, libraries: library.build.libraries, output });
      await tryLoad(output, env);
    });
  });
  linkTo(link, addon);
  return { addon, made };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now();
  try {
    const { library, made } = await setUpLibrary();
    const binding = await setUpBinding(library, { root: fileURLToPath(new URL('../..', import.meta.url)) });
    const what = made || binding.made ? 'set up' : 'is in place';
    console.log(`TensorFlow ${library.pins.version} (${library.name}) ${what} in ${duration((performance.now() - start) / 1000)}: ${binding.addon}`);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
