import { existsSync, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { run, which } from '../command.mjs';
import { SetupProblem } from '../problem.mjs';
import { size } from '../progress.mjs';

/** The system's own way to install something, as a hint. @param {NodeJS.ProcessEnv} env @param {Record<string, string>} names by package manager */
function installHint(env, names) {
  const rows = [['apt-get', 'apt-get install -y'], ['dnf', 'dnf install -y'], ['yum', 'yum install -y'], ['zypper', 'zypper install -y'], ['pacman', 'pacman -S'], ['brew', 'brew install']];
  for (const [manager, command] of rows) {
    if (manager && names[manager] && which(manager, env)) return `run \`${manager !== 'brew' && process.getuid?.() !== 0 ? 'sudo ' : ''}${command} ${names[manager]}\``;
  }
  return undefined;
}

/**
 * A Python 3 that has pip: $PYTHON, python3 or python.
 * @param {NodeJS.ProcessEnv} env @returns {Promise<{ file: string, version: string, pip: string }>}
 */
export async function findPython(env) {
  const files = [...new Set([env.PYTHON, 'python3', 'python'])].flatMap((name) => (name ? (which(name, env) ?? []) : []));
  let withoutPip;
  for (const file of files) {
    const version = /Python (3\.\d+\.\d+\S*)/.exec((await run(file, ['--version'], { env })).stdout)?.[1];
    if (version === undefined) continue;
    const pip = /^pip (\S+)/.exec((await run(file, ['-m', 'pip', '--version'], { env })).stdout)?.[1];
    if (pip !== undefined) return { file, version, pip };
    withoutPip = file;
  }
  const names = { 'apt-get': 'python3-pip', dnf: 'python3-pip', yum: 'python3-pip', zypper: 'python3-pip', pacman: 'python-pip', brew: 'python' };
  const how = installHint(env, names) ?? 'install Python 3 with pip';
  if (withoutPip !== undefined) throw new SetupProblem(`${withoutPip} has no pip, which brings the TensorFlow library`, `${how}, then run this again`);
  throw new SetupProblem('there is no python3 on PATH, whose pip brings the TensorFlow library', `${how}, then run this again`);
}

/**
 * A C++ compiler: $CXX, g++, c++ or clang++.
 * @param {NodeJS.ProcessEnv} env @returns {Promise<{ file: string, version: string }>}
 */
export async function findCompiler(env) {
  const asked = env.CXX ? which(env.CXX, env) : undefined;
  if (env.CXX && asked === undefined) throw new SetupProblem(`CXX names ${env.CXX}, which is not on PATH`, 'set CXX to a C++17 compiler or unset it, then run this again');
  for (const file of asked ? [asked] : ['g++', 'c++', 'clang++'].flatMap((name) => which(name, env) ?? [])) {
    const answer = await run(file, ['--version'], { env });
    if (answer.status === 0) return { file, version: answer.stdout.split('\n')[0] ?? '' };
  }
  const names = { 'apt-get': 'g++', dnf: 'gcc-c++', yum: 'gcc-c++', zypper: 'gcc-c++', pacman: 'gcc' };
  const how = process.platform === 'darwin' ? 'run `xcode-select --install`' : (installHint(env, names) ?? 'install g++');
  throw new SetupProblem('there is no C++ compiler (g++, c++ or clang++) to build the TensorFlow binding', `${how}, then run this again`);
}

/** @param {string} folder is made where it is missing @param {number} bytes */
export async function needSpace(folder, bytes) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupProblem(`the cache folder ${folder} cannot be made (${/** @type {Error} */ (error).message})`, 'set FLYWHEEL_CACHE to a folder that you can write to, then run this again');
  }
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free < bytes) {
    throw new SetupProblem(`${folder} has ${size(free)} free and TensorFlow needs ${size(bytes)}`, 'free some space or set FLYWHEEL_CACHE to a folder on a larger disk, then run this again');
  }
}

/** @param {string} modules the clone's node_modules */
export function nodeHeaders(modules) {
  const folder = `${modules}/node-api-headers/include`;
  if (!existsSync(`${folder}/node_api.h`)) throw new SetupProblem('the Node-API headers (npm package node-api-headers) are missing', 'run `npm ci --ignore-scripts`, then run this again');
  return folder;
}
