import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../command.mjs';
import { SetupProblem } from '../problem.mjs';
import { duration, follow } from '../progress.mjs';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
/** Of the package; its module, tfjs_binding.cc, is included by ours. */
const PACKAGE_SOURCES = ['binding/tfjs_backend.cc'];
/** What is added to it: graphs as operations. */
const OWN_FOLDER = fileURLToPath(new URL('../../../src/tensor/native/binding', import.meta.url));
/** Our kernels are loops that the compiler vectorizes; no contraction, so that they round as TensorFlow's single operations do. */
const FLAGS = ['-O3', '-std=c++17', '-fPIC', '-ffp-contract=off', '-fno-math-errno', '-pthread', '-DNAPI_VERSION=8'];
export const ADDON = 'tfjs_binding.node';

/** @param {string} modules the clone's node_modules */
export function bindingPackage(modules) {
  const folder = path.join(modules, PACKAGE);
  try {
    readFileSync(path.join(folder, 'binding/tfjs_binding.cc'));
    return folder;
  } catch {
    throw new SetupProblem(`the npm package ${PACKAGE} is missing`, 'run `npm ci --ignore-scripts`, then run this again');
  }
}

/** Everything that decides what the compiler makes, for the cache key. @param {string} folder of the package @param {string} modules */
export function bindingTexts(folder, modules) {
  const sources = [path.join(folder, 'binding'), OWN_FOLDER].flatMap((place) => readdirSync(place).sort().map((name) => `${name}\n${readFileSync(path.join(place, name), 'utf8')}`));
  const headers = readFileSync(path.join(modules, 'node-api-headers/package.json'), 'utf8');
  return [...sources, String(JSON.parse(headers).version), FLAGS.join(' ')];
}

/** @param {string} platform @param {string} library folder @param {string[]} libraries relative to it */
export function linkArguments(platform, library, libraries) {
  const files = libraries.map((name) => path.join(library, name));
  const folder = path.join(library, 'tensorflow');
  if (platform === 'darwin') return ['-bundle', '-undefined', 'dynamic_lookup', ...files, `-Wl,-rpath,${folder}`];
  return ['-shared', `-L${folder}`, ...files.map((file) => `-l:${path.basename(file)}`), `-Wl,-rpath,${folder}`];
}

/**
 * Compiles the package's Node-API binding against the library in its final place.
 * @param {{ compiler: string, env: NodeJS.ProcessEnv, folder: string, headers: string, library: string, libraries: string[], output: string }} what
 */
export async function compile({ compiler, env, folder, headers, library, libraries, output }) {
  const include = [`-I${headers}`, '-I.', '-I..', `-I${OWN_FOLDER}`, `-I${path.join(library, 'tensorflow/include')}`];
  const own = readdirSync(OWN_FOLDER).filter((name) => name.endsWith('.cc')).sort().map((name) => path.join(OWN_FOLDER, name));
  const args = [...FLAGS, ...include, ...PACKAGE_SOURCES, ...own, '-o', output, ...linkArguments(process.platform, library, libraries)];
  const shown = follow('compile the TensorFlow binding', (seconds) => `${duration(seconds)} (usually 10 to 40 s)`);
  const result = await run(compiler, args, { env, cwd: folder, guarded: true });
  shown.stop();
  if (result.status === 0) return;
  const reason = result.stderr.split('\n').find((line) => /error/i.test(line)) ?? `${path.basename(compiler)} ended with ${result.status ?? result.signal}`;
  throw new SetupProblem(`the TensorFlow binding did not compile (${reason.trim()})`, 'a compiler for C++17 is needed (g++ 8 or newer); set CXX to one, then run this again');
}

/**
 * Loads a compiled binding in a process of its own and asks the library for its version.
 * @param {string} addon @param {NodeJS.ProcessEnv} env
 */
export async function tryLoad(addon, env) {
  const script = `const m={exports:{}};process.dlopen(m,${JSON.stringify(addon)},require('os').constants.dlopen.RTLD_NOW);process.stdout.write('version '+m.exports.TF_Version+'\\n')`;
  const result = await run(process.execPath, ['-e', script], { env: { ...env, TF_CPP_MIN_LOG_LEVEL: '2' } });
  const version = /^version (\S+)$/m.exec(result.stdout)?.[1];
  if (version !== undefined) return version;
  const reason = /Error: (.*)/.exec(result.stderr)?.[1] ?? `the process ended with ${result.signal ?? result.status}`;
  throw new SetupProblem(`the TensorFlow library does not load here (${reason})`, 'see docs/setup.md for what it needs; training falls back to WebGPU or WASM');
}
