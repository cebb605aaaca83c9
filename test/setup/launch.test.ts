import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const at = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url));

async function start() {
  const launcher = spawn(process.execPath, [at('launcher.mjs'), at('program.mjs')], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: launcher.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  expect(await next()).toMatch(/^started \d+$/);
  return { launcher, next };
}

test('Ctrl-C reaches the program once, and its exit status is ours', async () => {
  const { launcher, next } = await start();
  const ended = once(launcher, 'exit');
  // A terminal sends the signal to the whole process group.
  process.kill(-(launcher.pid ?? 0), 'SIGINT');
  expect(await next()).toBe('SIGINT');
  expect(await next()).toBeUndefined();
  expect(await ended).toEqual([7, null]);
});

test('a closed terminal ends the program in order', async () => {
  const { launcher, next } = await start();
  const ended = once(launcher, 'exit');
  launcher.kill('SIGHUP');
  expect(await next()).toBe('SIGTERM');
  expect(await ended).toEqual([8, null]);
});

test('a killed launcher takes the program with it, in order', async () => {
  const { launcher, next } = await start();
  launcher.kill('SIGKILL');
  expect(await next()).toBe('SIGTERM');
  // The end of the output: the program is gone.
  expect(await next()).toBeUndefined();
});
