import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPreviewer, type PreviewerOptions } from '../../src/importing/previewer.ts';
import type { PreviewTask } from '../../src/domain/import-preview.ts';
import { uploadKey } from '../../src/store/keys.ts';
import { LocalBlobStore } from '../../src/store/local-blob-store.ts';

let folder: string;
const task: PreviewTask = { kind: 'TEXT', format: 'CSV', split: { validation: 0.1, test: 0.1, seed: 0 }, uploads: [{ id: 'a', filename: 'a.csv' }] };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-previews-'));
  await new LocalBlobStore(folder).write(uploadKey('a'), Buffer.from('text,label\na,x\nb,y\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const previewer = (options: Partial<PreviewerOptions> = {}) => openPreviewer({ storeFolder: folder, environment: {}, logger: pino({ level: 'silent' }), ...options });
const left = () => readdir(join(folder, 'previews')).catch(() => []);

describe('a previewing process', () => {
  it.each<[string, Partial<PreviewerOptions>, string]>([
    ['takes too long', { timeMs: 20 }, 'takes more than 0.02 seconds, and was stopped'],
    ['holds too much memory', { memoryBytes: 2 ** 20 }, 'takes too much memory, and was stopped'],
  ])('that %s is ended, and nothing is left of it', async (_name, options, message) => {
    const { preview, close } = previewer(options);
    await expect(preview(task)).rejects.toMatchObject({ code: 'CAPACITY', message: expect.stringContaining(message) });
    await close();
    expect(await left()).toEqual([]);
  });

  it('is ended when nobody waits any more, or the server stops; too many at once are refused', async () => {
    const { preview, close } = previewer();
    const leaving = new AbortController();
    const left1 = preview(task, leaving.signal);
    const others = Array.from({ length: 9 }, () => preview(task));
    await expect(preview(task)).rejects.toMatchObject({ code: 'CAPACITY', message: expect.stringContaining('Too many files') });
    leaving.abort(new Error('gone'));
    await expect(left1).rejects.toThrow('gone');
    const ended = Promise.allSettled(others);
    await close();
    for (const outcome of await ended) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CAPACITY' } });
    expect(await left()).toEqual([]);
  });
});
