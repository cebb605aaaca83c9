/**
 * How long a training loop waits for its batches, read in the loop's own thread and ahead in another:
 * `node --import tsx bench/reader.ts MNIST_FOLDER [--batches 300]`. MNIST_FOLDER has the four files of MNIST, gzipped.
 * A step keeps the main thread busy, as TensorFlow does; `gap` is the time from asking for a batch to having it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dataset } from 'flywheel/plugin';
import { openDataset } from '../src/data/open-dataset.ts';
import { openDatasetAhead } from '../src/data/reading/open-dataset-ahead.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';
import { measureLoop } from './reader/measure-loop.ts';
import { importMnist, importNoise, type StoredVersion } from './reader/stored-versions.ts';
import { layOut } from './table.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { batches: { type: 'string', default: '300' } } });
const [mnistFolder] = positionals;
if (mnistFolder === undefined) throw new Error('Say where MNIST lies: node --import tsx bench/reader.ts MNIST_FOLDER');

const folder = await mkdtemp(join(tmpdir(), 'flywheel-reader-'));
const store = new LocalBlobStore(folder);
const readers = {
  'own thread': ({ prefix, description }: StoredVersion) => openDataset(store, prefix, description),
  ahead: ({ prefix, description }: StoredVersion) => openDatasetAhead(folder, prefix, description),
};
const rows = [['version', 'batch', 'step ms', 'reader', 'batches/s', 'open ms', 'first ms', 'gap ms: median', 'p99', 'share']];
try {
  // 96 × 128 has as many values as 64 × 64 × 3, 388 × 388 as 224 × 224 × 3.
  const versions = [
    { name: 'MNIST', version: await importMnist(store, mnistFolder), size: 128, steps: [0, 5, 50] },
    { name: '96 × 128, in memory', version: await importNoise(store, { count: 5000, height: 96, width: 128 }), size: 64, steps: [0, 5, 50] },
    { name: '388 × 388, from the store', version: await importNoise(store, { count: 2200, height: 388, width: 388 }), size: 32, steps: [0, 50] },
  ];
  for (const { name, version, size, steps } of versions) {
    for (const stepMs of steps) for (const [reader, open] of Object.entries(readers)) await measure(name, reader, () => open(version), size, stepMs);
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(`\n${layOut(rows)}`);

async function measure(version: string, reader: string, open: () => Promise<Dataset & { close(): Promise<void> }>, size: number, stepMs: number): Promise<void> {
  const started = performance.now();
  const dataset = await open();
  const openMs = performance.now() - started;
  const steps = Math.min(Number(values.batches), stepMs > 0 ? Math.ceil(3000 / stepMs) : Infinity);
  const loop = await measureLoop(dataset, size, stepMs, steps);
  await dataset.close();
  console.log(JSON.stringify({ version, size, stepMs, reader, openMs, ...loop }));
  const { batchesPerSecond, firstMs, medianMs, p99Ms, share } = loop;
  rows.push([version, String(size), String(stepMs), reader, batchesPerSecond.toFixed(0), openMs.toFixed(0), firstMs.toFixed(1), medianMs.toFixed(3), p99Ms.toFixed(2), `${(share * 100).toFixed(2)} %`]);
}
