import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPlugin } from '../../scripts/command-line/new-plugin.mjs';

// What it writes is tested as a stranger has it: test/third-party.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-new-plugin-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['flywheel-plugin-3d', "flywheel-plugin-3d would make the plugin's key 3d, and a key begins with a letter: choose a name that does so after flywheel-plugin-, for example `npx flywheel new-plugin flywheel-plugin-my-3d`."],
  ['gan', "gan would make the plugin's key gan, which a plugin that comes with Flywheel has: choose another name, for example `npx flywheel new-plugin my-gan`."],
  ['flywheel-plugin-v-ae', "flywheel-plugin-v-ae would make the plugin's key vae, which a plugin that comes with Flywheel has: choose another name, for example `npx flywheel new-plugin flywheel-plugin-my-v-ae`."],
  ['flywheel-plugin-transformer', "flywheel-plugin-transformer would make the plugin's key transformer, which a plugin that comes with Flywheel has: choose another name, for example `npx flywheel new-plugin flywheel-plugin-my-transformer`."],
])('a name that no server would take, %s, is refused before anything is written', async (name, message) => {
  expect(() => newPlugin(name, [], folder)).toThrow(message);
  expect(await readdir(folder)).toEqual([]);
});
