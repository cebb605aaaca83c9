import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SetupProblem } from '../problem.mjs';

/**
 * @typedef {{ project: string, version: string, bytes: number, sha256: string, files?: string[] }} Wheel
 * @typedef {{ platforms: string[], glibc?: string, diskBytes: number, libraries: string[], wheels: Wheel[] }} Build
 * @typedef {{ version: string, python: { version: string, implementation: string, abi: string }, headers: string[], builds: Record<string, Build> }} Pins
 */

/** @returns {Pins} */
export function readPins() {
  return JSON.parse(readFileSync(new URL('../pins.json', import.meta.url), 'utf8'));
}

/**
 * The build for this machine, or the problem that there is none.
 * @param {Pins} pins @param {{ platform: string, arch: string, glibc?: string | undefined }} machine @param {'cpu' | 'cuda'} variant
 */
export function chooseBuild(pins, machine, variant) {
  const name = `${machine.platform}-${machine.arch}-${variant}`;
  const build = pins.builds[name];
  const fallback = 'training runs on WebGPU or WASM instead, or use a machine with Linux (glibc), or macOS on Apple silicon';
  if (!build) throw new SetupProblem(`TensorFlow ${pins.version} has no native library for ${name}`, fallback);
  if (build.glibc !== undefined && machine.platform === 'linux' && !atLeast(machine.glibc, build.glibc)) {
    const found = machine.glibc === undefined ? 'this system has none (it uses another C library)' : `this system has ${machine.glibc}`;
    throw new SetupProblem(`TensorFlow ${pins.version} needs glibc ${build.glibc} or newer and ${found}`, fallback);
  }
  return { name, build };
}

/** @param {string | undefined} found @param {string} wanted dotted numbers */
export function atLeast(found, wanted) {
  if (found === undefined) return false;
  const have = found.split('.').map(Number);
  for (const [place, number] of wanted.split('.').map(Number).entries()) {
    const mine = have[place] ?? 0;
    if (mine !== number) return mine > number;
  }
  return true;
}

/** What this process runs on. */
export function thisMachine() {
  const header = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {}).header;
  return { platform: process.platform, arch: process.arch, glibc: header?.glibcVersionRuntime };
}

/**
 * The folder that several clones share.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheRoot(env) {
  if (env.FLYWHEEL_CACHE) return path.resolve(env.FLYWHEEL_CACHE);
  const base = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : path.join(os.homedir(), '.cache');
  return path.join(base, 'flywheel');
}

/** @param {string[]} parts */
function shortHash(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 12);
}

/** Name of a library's cache folder: changes with the pinned wheels and with what is taken from them. @param {Pins} pins @param {string} buildName */
export function libraryKey(pins, buildName) {
  const build = pins.builds[buildName];
  if (!build) throw new Error(`no build ${buildName} in pins.json`);
  return `library-${pins.version}-${buildName}-${shortHash([JSON.stringify([build.wheels, build.libraries, pins.headers])])}`;
}

/**
 * Name of a binding's cache folder: changes with the library, whose address is linked in, and with the binding's own sources.
 * @param {string} library its folder @param {string[]} texts all that decides what the compiler makes
 */
export function bindingKey(library, texts) {
  return `${path.basename(library).replace(/^library/, 'binding').replace(/-[0-9a-f]+$/, '')}-${shortHash([library, ...texts])}`;
}
