import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('support/hold-lock.mjs', import.meta.url));
let folder: string;

beforeEach(async () => (folder = path.join(await mkdtemp(path.join(tmpdir(), 'flywheel-lock-')), 'lock')));
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

function holder() {
  const child = spawn(process.execPath, [PROGRAM, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => (await lines.next()).value };
}

test('a second process waits until the first has finished', async () => {
  const first = holder();
  expect(await first.next()).toBe('locked');
  const second = holder();
  expect(await second.next()).toBe('waiting');
  first.child.stdin.end();
  expect(await first.next()).toBe('released');
  expect(await second.next()).toBe('locked');
  second.child.stdin.end();
  expect(await second.next()).toBe('released');
});

test('the lock of a killed process is taken over', async () => {
  const first = holder();
  expect(await first.next()).toBe('locked');
  first.child.kill('SIGKILL');
  const second = holder();
  // The kill may not have arrived yet when the second one looks for the first time.
  expect(['waiting', 'locked']).toContain(await second.next());
  second.child.stdin.end();
  const rest = [await second.next(), await second.next()];
  expect(rest).toContain('released');
});

test('of eight at once each gets it exactly once', async () => {
  const all = Array.from({ length: 8 }, holder);
  let held = 0;
  let taken = 0;
  await Promise.all(all.map(async ({ child, next }) => {
    for (let line = await next(); line !== undefined; line = await next()) {
      if (line === 'locked') {
        held += 1;
        taken += 1;
        expect(held).toBe(1);
        child.stdin.end();
      }
      // Written with the lock still held.
      if (line === 'released') held -= 1;
    }
  }));
  expect(taken).toBe(8);
  expect((await readdir(folder)).filter((name) => name.startsWith('draft'))).toEqual([]);
});
