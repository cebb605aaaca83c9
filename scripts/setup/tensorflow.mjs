import { lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { SetupProblem } from './problem.mjs';
import { duration } from './progress.mjs';
import { ADDON, bindingPackage, bindingTexts, compile, tryLoad } from './tensorflow/binding.mjs';
import { about, damage, make, sweep } from './tensorflow/cache.mjs';
import { chooseVariant, findGpus } from './tensorflow/gpu.mjs';
import { fillLibrary } from './tensorflow/library.mjs';
import { cacheKeys, cacheRoot, chooseBuild, readPins, thisMachine } from './tensorflow/plan.mjs';
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

/** What this clone needs and where it is to lie. @param {string} root the clone @param {NodeJS.ProcessEnv} env */
export async function planTensorFlow(root, env) {
  const pins = readPins();
  const modules = path.join(root, 'node_modules');
  const machine = thisMachine();
  const { variant, why } = chooseVariant(machine, await findGpus(env), env.FLYWHEEL_TENSORFLOW);
  const { name, build } = chooseBuild(pins, machine, variant);
  const { folder } = bindingPackage(modules);
  const headers = nodeHeaders(modules);
  const cache = path.join(cacheRoot(env), 'tensorflow');
  const keys = cacheKeys(pins, name, bindingTexts(folder, modules));
  const library = path.join(cache, keys.library);
  const binding = path.join(cache, keys.binding);
  return { pins, name, build, variant, why, folder, headers, cache, library, binding, link: path.join(folder, 'lib/napi-v8', ADDON) };
}

/** @typedef {Awaited<ReturnType<typeof planTensorFlow>>} Plan */

/** Makes what is missing of the two cache folders. @param {Plan} plan @param {NodeJS.ProcessEnv} env @param {(line: string) => void} log */
async function build(plan, env, log) {
  const missing = damage(plan.library);
  const compiler = await findCompiler(env);
  const downloads = path.join(plan.cache, 'downloads');
  sweep(plan.cache);
  if (missing !== undefined) {
    const python = await findPython(env);
    await needSpace(plan.cache, plan.build.diskBytes);
    log(`TensorFlow ${plan.pins.version} (${plan.name}: ${plan.why}) into ${plan.library}: ${missing}`);
    const facts = { version: plan.pins.version, build: plan.name };
    await make(plan.library, facts, (target) => fillLibrary({ python: python.file, env, pins: plan.pins, build: plan.build, downloads, target }));
  }
  if (missing !== undefined || damage(plan.binding) !== undefined) {
    const facts = { version: plan.pins.version, build: plan.name, library: plan.library, compiler: compiler.version };
    await make(plan.binding, facts, async (target) => {
      const output = path.join(target, ADDON);
      await compile({ compiler: compiler.file, env, folder: plan.folder, headers: plan.headers, library: plan.library, libraries: plan.build.libraries, output });
      await tryLoad(output, env);
    });
  }
  rmSync(downloads, { recursive: true, force: true });
}

/**
 * Sees that node_modules/@tensorflow/tfjs-node-gpu has its addon: from the shared cache, which is filled first where something is missing.
 * @param {{ root: string, env?: NodeJS.ProcessEnv, log?: (line: string) => void }} options
 * @returns {Promise<{ built: boolean, version: string, build: string, library: string, addon: string }>}
 * @throws {SetupProblem} saying what is missing and what to do
 */
export async function setUpTensorFlow({ root, env = process.env, log = (line) => process.stderr.write(`${line}\n`) }) {
  const plan = await planTensorFlow(root, env);
  const whole = () => damage(plan.library) === undefined && damage(plan.binding) === undefined;
  let built = false;
  if (!whole()) {
    await needSpace(plan.cache, 0);
    await withLock(path.join(plan.cache, 'lock'), async () => {
      if (whole()) return;
      await build(plan, env, log);
      built = true;
    }, () => log('another set-up fills the TensorFlow cache; waiting for it'));
  }
  const addon = path.join(plan.binding, ADDON);
  linkTo(plan.link, addon);
  return { built, version: about(plan.library).version ?? plan.pins.version, build: plan.name, library: plan.library, addon };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now();
  try {
    const done = await setUpTensorFlow({ root: fileURLToPath(new URL('../..', import.meta.url)) });
    console.log(`TensorFlow ${done.version} (${done.build}) ${done.built ? 'set up' : 'is in place'} in ${duration((performance.now() - start) / 1000)}: ${done.addon}`);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
