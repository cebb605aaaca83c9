import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pipReason } from '../../scripts/setup/tensorflow/library.mjs';
import { findCompiler, findPython, needSpace, nodeHeaders } from '../../scripts/setup/tensorflow/tools.mjs';

let bin: string;
beforeEach(async () => (bin = await mkdtemp(path.join(tmpdir(), 'flywheel-path-'))));
afterEach(() => rm(bin, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(bin, name), 0o755);
}

test('a PATH without a compiler: one sentence that says what to install', async () => {
  await expect(findCompiler({ PATH: bin })).rejects.toThrow(/^there is no C\+\+ compiler .*: install g\+\+, then run this again\.$/);
  await program('apt-get', 'exit 0');
  await expect(findCompiler({ PATH: bin })).rejects.toThrow('apt-get install -y g++');
  await expect(findCompiler({ PATH: bin, CXX: 'icpx' })).rejects.toThrow('CXX names icpx, which is not on PATH');
  await program('clang++', 'echo clang version 19');
  expect(await findCompiler({ PATH: bin })).toMatchObject({ version: 'clang version 19' });
});

test('a PATH without Python, and a Python without pip', async () => {
  await expect(findPython({ PATH: bin })).rejects.toThrow(/^there is no python3 on PATH.*install Python 3 with pip, then run this again\.$/);
  await program('python3', '[ "$1" = --version ] && echo Python 3.12.1 && exit 0; echo No module named pip >&2; exit 1');
  await expect(findPython({ PATH: bin })).rejects.toThrow(/python3 has no pip/);
  await program('python', 'case "$1" in --version) echo Python 3.9.2;; *) echo pip 20.3.4 from somewhere;; esac');
  expect(await findPython({ PATH: bin })).toEqual({ file: path.join(bin, 'python'), version: '3.9.2', pip: '20.3.4' });
});

test('too little disk, a cache that cannot be made, missing headers', async () => {
  await expect(needSpace(bin, 1e18)).rejects.toThrow(/free and TensorFlow needs 1000000000\.0 GB: free some space or set FLYWHEEL_CACHE/);
  await symlink('/dev/null', path.join(bin, 'file'));
  await expect(needSpace(path.join(bin, 'file/cache'), 0)).rejects.toThrow(/cannot be made .*set FLYWHEEL_CACHE/);
  expect(() => nodeHeaders(bin)).toThrow(/node-api-headers.*npm ci/);
});

test('what pip says is put in a few words', () => {
  expect(pipReason('WARNING: Retrying ... NewConnectionError: Failed to establish\nERROR: No matching distribution found for x')).toBe('pip could not reach its package index');
  expect(pipReason('ERROR: Could not find a version that satisfies x (from versions: none)\nERROR: No matching')).toMatch(/index does not have it/);
  expect(pipReason('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.')).toMatch(/pinned sha256/);
  expect(pipReason('ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device')).toMatch(/no space left/);
});
