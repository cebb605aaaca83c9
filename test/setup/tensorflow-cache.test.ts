import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { damage, make, sweep } from '../../scripts/setup/tensorflow/cache.mjs';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'flywheel-cache-'));
  folder = path.join(root, 'library');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const fill = (text: string) => make(folder, { version: '1' }, async (draft) => {
  await mkdir(path.join(draft, 'lib'));
  await writeFile(path.join(draft, 'lib/a.so'), text);
});

test('a folder is whole once it is made, and damage is named', async () => {
  expect(damage(folder)).toBe('it was never completed');
  await fill('twelve bytes');
  expect(damage(folder)).toBeUndefined();
  await truncate(path.join(folder, 'lib/a.so'), 5);
  expect(damage(folder)).toBe('lib/a.so has 5 bytes, not 12');
  await rm(path.join(folder, 'lib/a.so'));
  expect(damage(folder)).toBe('lib/a.so is missing');
  await fill('new');
  expect(damage(folder)).toBeUndefined();
});

test('a try that fails leaves the old folder as it was and nothing beside it', async () => {
  await fill('old');
  await expect(make(folder, {}, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(damage(folder)).toBeUndefined();
  expect(await readdir(root)).toEqual(['library']);
});

test('what a killed set-up left is swept', async () => {
  await mkdir(path.join(root, 'library.draft-4711/lib'), { recursive: true });
  await fill('whole');
  sweep(root);
  expect(await readdir(root)).toEqual(['library']);
});
