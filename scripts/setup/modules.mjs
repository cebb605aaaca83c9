import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, which } from './command.mjs';
import { SetupProblem } from './problem.mjs';
import { duration, follow } from './progress.mjs';

const STAMP = '.flywheel.json';

/**
 * @typedef {{ integrity?: string, version?: string, optional?: boolean, peer?: boolean, link?: boolean, os?: string | string[], cpu?: string | string[], libc?: string | string[] }} LockEntry
 * @typedef {{ platform: string, arch: string, glibc?: string | undefined }} Machine
 */

/** npm's rule for os, cpu and libc: absent allows all, "!x" forbids x. @param {string | string[] | undefined} allowed @param {string} mine */
function allows(allowed, mine) {
  const list = allowed === undefined ? [] : [allowed].flat();
  if (list.includes(`!${mine}`)) return false;
  const positive = list.filter((one) => !one.startsWith('!'));
  return positive.length === 0 || positive.includes(mine) || positive.includes('any');
}

/** @param {LockEntry} entry @param {Machine} machine */
function isFor(entry, machine) {
  const libc = machine.platform !== 'linux' || allows(entry.libc, machine.glibc === undefined ? 'musl' : 'glibc');
  return allows(entry.os, machine.platform) && allows(entry.cpu, machine.arch) && libc;
}

/**
 * The first package that the lock file asks for and that is not installed as it says, or undefined.
 * Optional packages count where they name this platform, and only if `optional` is set: npm may leave one out.
 * @param {Record<string, LockEntry>} locked @param {Record<string, LockEntry>} installed @param {Machine} machine @param {boolean} optional
 */
export function missingPackage(locked, installed, machine, optional) {
  for (const [name, entry] of Object.entries(locked)) {
    if (name === '' || entry.link || !isFor(entry, machine)) continue;
    if (entry.optional && !(optional && entry.os !== undefined)) continue;
    const found = installed[name];
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) return name;
  }
  return undefined;
}

/** @param {string} file @returns {Record<string, LockEntry> | undefined} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
}

/** Why node_modules is not what the lock file says, or undefined where it is. @param {string} root @param {Machine} machine */
export function modulesDamage(root, machine) {
  const modules = path.join(root, 'node_modules');
  const locked = packagesOf(path.join(root, 'package-lock.json'));
  if (locked === undefined) throw new SetupProblem('package-lock.json is missing or broken', 'restore it (`git checkout package-lock.json`)');
  // npm writes this file last: a broken-off install has none.
  const installed = packagesOf(path.join(modules, '.package-lock.json'));
  if (installed === undefined) return existsSync(modules) ? 'an installation was broken off' : 'nothing is installed yet';
  let stamp;
  try {
    stamp = JSON.parse(readFileSync(path.join(modules, STAMP), 'utf8')).lock;
  } catch {
    // Installed by npm itself, without us: optional packages are looked at too.
  }
  const missing = missingPackage(locked, installed, machine, stamp !== lockHash(root));
  if (missing !== undefined) return `${missing.replace('node_modules/', '')} is not as locked`;
  const gone = Object.keys(installed).find((name) => name !== '' && !existsSync(path.join(root, name)));
  return gone === undefined ? undefined : `${gone} is missing`;
}

/** @param {string} stderr */
export function npmReason(stderr) {
  if (/ENOSPC/.test(stderr)) return ['the disk is full', 'free some space (about 1 GB), then run this again'];
  if (/EACCES|EPERM/.test(stderr)) return ['a file may not be written', 'see that this folder and npm\'s cache (`npm config get cache`) belong to you, then run this again'];
  if (/EINTEGRITY/.test(stderr)) return ['a package does not have the locked hash', 'run `npm cache verify`, then run this again'];
  if (/EUSAGE|in sync/.test(stderr)) return ['package.json and package-lock.json do not agree', 'run `npm install`, or restore both (`git checkout package.json package-lock.json`)'];
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network|FETCH_ERROR/.test(stderr)) {
    return ['npm could not reach its registry', 'check the network and npm\'s settings (`npm config get registry`, proxy), then run this again'];
  }
  const line = stderr.split('\n').find((one) => /npm (error|ERR!)/.test(one)) ?? stderr.trim().split('\n').at(-1) ?? '';
  return [line.replace(/npm (error|ERR!)\s*/, '').trim() || 'npm gave no reason', 'run `npm ci` to see all that it says'];
}

/** Installed packages at this moment. @param {string} modules */
function countPackages(modules) {
  let count = 0;
  for (const name of existsSync(modules) ? readdirSync(modules) : []) {
    if (name.startsWith('.')) continue;
    const inside = name.startsWith('@') ? readdirSync(path.join(modules, name)).map((one) => `${name}/${one}`) : [name];
    for (const one of inside) count += existsSync(path.join(modules, one, 'package.json')) ? 1 : 0;
  }
  return count;
}

/** The npm that runs us, else the one on PATH. @param {NodeJS.ProcessEnv} env */
export function npmCommand(env) {
  if (env.npm_execpath && path.basename(env.npm_execpath) === 'npm-cli.js' && existsSync(env.npm_execpath)) return [process.execPath, env.npm_execpath];
  const npm = which('npm', env);
  if (npm === undefined) throw new SetupProblem('there is no npm on PATH', 'install Node with npm, then run this again');
  return [npm];
}

/**
 * `npm ci` with the scripts of the packages off (.npmrc says so too): what needs doing after it, set-up does by name.
 * @param {{ root: string, env: NodeJS.ProcessEnv, machine: Machine }} options
 */
export async function installModules({ root, env, machine }) {
  const modules = path.join(root, 'node_modules');
  const locked = packagesOf(path.join(root, 'package-lock.json')) ?? {};
  // Nested copies are not counted: they come with the package that holds them.
  const total = Object.entries(locked).filter(([name, entry]) => name.lastIndexOf('node_modules/') === 0 && isFor(entry, machine)).length;
  const [file = '', ...first] = npmCommand(env);
  const shown = follow('npm ci', (seconds) => {
    const count = countPackages(modules);
    if (count < 20) return `reads what it has and needs, ${duration(seconds)}`;
    const left = count < total ? `, ${duration((seconds * (total - count)) / count)} left` : '';
    return `${count} of about ${total} packages, ${(count / seconds).toFixed(0)}/s${left}`;
  });
  const args = [...first, 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress'];
  // The lock file names every version with its hash, so what npm's cache knows about a package need not be asked for again (a quarter
  // less processor time); where the cache is too old to know a version, npm asks after all.
  let result = await run(file, [...args, '--prefer-offline'], { env, cwd: root, guarded: true });
  if (/ETARGET|ENOTCACHED|ENOVERSIONS/.test(result.stderr)) result = await run(file, [...args, '--prefer-online'], { env, cwd: root, guarded: true });
  shown.stop();
  if (result.status !== 0) {
    const [reason = '', remedy = ''] = npmReason(result.stderr);
    throw new SetupProblem(`The packages could not be installed (${reason})`, remedy);
  }
  writeFileSync(path.join(modules, STAMP), `${JSON.stringify({ lock: lockHash(root) })}\n`);
}
