import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DamagedVersion } from '../../src/data/layout/version-reader.ts';
import { openDataset } from '../../src/data/open-dataset.ts';
import { openDatasetAhead } from '../../src/data/reading/open-dataset-ahead.ts';
import type { Batch, BatchOptions, Dataset } from '../../src/plugin/index.ts';
import { idxImages, idxLabels } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const pixels = noise(50, 6);
const files = { 'train-images': idxImages(pixels, 2, 3), 'train-labels': idxLabels(pixels.map((_, index) => index % 5)) };
/** 16 million bytes each: 20 of them are too many to be held in memory. */
const large = { height: 4000, width: 4000 };

async function importBoth(given: Record<string, Uint8Array> = files) {
  const version = await bench.import('IDX', given);
  const [here, ahead] = await Promise.all([openDataset(bench.store, version.target, version.description), openDatasetAhead(bench.folder, version.target, version.description)]);
  return { version, here, ahead, close: () => Promise.all([here.close(), ahead.close()]) };
}
const batchesOf = (dataset: Dataset, options: BatchOptions): Promise<Batch[]> => Array.fromAsync(dataset.batches(options));
const shuffled = (epoch: number, { seed = 1, size = 7, from = 0 } = {}) => ({ split: 'TRAIN', size, shuffle: { seed, epoch }, from }) as const;

describe('batches from the thread', () => {
  it('are those of the reader in this thread, in every order and size', async () => {
    const { here, ahead, close } = await importBoth();
    const asked: BatchOptions[] = [
      // Epochs in turn, of which each is expected; then others than expected.
      shuffled(0), shuffled(1), shuffled(2), shuffled(7), shuffled(8, { from: 2 }), shuffled(9, { size: 3 }), shuffled(10, { size: 3, seed: 4 }),
      ...(['TRAIN', 'VALIDATION', 'TEST'] as const).flatMap((split) => [1, 4, 1000].map((size) => ({ split, size }))),
      { split: 'TRAIN', size: 1, from: 39 }, { split: 'TRAIN', size: 7, from: 6 }, { split: 'TEST', size: 2, shuffle: { seed: 2, epoch: 1 }, from: 1 },
    ];
    for (const options of asked) expect(await batchesOf(ahead, options), JSON.stringify(options)).toStrictEqual(await batchesOf(here, options));
    await close();
  });

  it('come to loops inside of loops, left early or not, each in its own order', async () => {
    const { here, ahead, close } = await importBoth();
    const expected = await batchesOf(here, shuffled(1, { size: 1 }));
    const evaluated = await batchesOf(here, { split: 'TEST', size: 2 });
    const seen: Batch[] = [];
    for await (const batch of ahead.batches(shuffled(1, { size: 1 }))) {
      seen.push(batch);
      expect(await batchesOf(ahead, { split: 'TEST', size: 2 })).toStrictEqual(evaluated);
      for await (const _first of ahead.batches(shuffled(seen.length))) break;
    }
    expect(seen).toStrictEqual(expected);
    await close();
  });

  it('that are there are taken without a turn of the event loop', async () => {
    const { ahead, close } = await importBoth();
    let turns = 0;
    const count = () => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    let taken = 0;
    const never = new Int32Array(new SharedArrayBuffer(4));
    for await (const _batch of ahead.batches(shuffled(1, { size: 1 }))) {
      if (taken === 0) turns = 0;
      taken += 1;
      Atomics.wait(never, 0, 0, 20); // as a step of TensorFlow does: nothing else in this thread goes on
    }
    clearImmediate(counting);
    expect(taken).toBe(40);
    expect(turns).toBeLessThan(taken / 2);
    await close();
  });
});

it('a version too large for memory: the same batches, few of them ahead, and a failed read told', async () => {
  const images = Array.from({ length: 20 }, (_, index) => new Uint8Array(large.height * large.width).fill(index));
  const { version, here, ahead, close } = await importBoth({ 'train-images': idxImages(images, large.height, large.width), 'train-labels': idxLabels(images.map((_, index) => index)) });
  images.length = 0;
  const options = shuffled(3, { size: 2 });
  const expected: (readonly number[])[] = [];
  for await (const { labels, images } of here.batches(options)) expected.push([...labels, images[0]!, images.at(-1)!]);
  const seen: (readonly number[])[] = [];
  const before = process.memoryUsage().arrayBuffers;
  for await (const { labels, images } of ahead.batches(options)) {
    seen.push([...labels, images[0]!, images.at(-1)!]);
    expect(process.memoryUsage().arrayBuffers - before, 'three batches of 128 MB').toBeLessThan(400e6);
  }
  expect(seen).toEqual(expected);

  const rest = ahead.batches(shuffled(4, { size: 1 }))[Symbol.asyncIterator]();
  await rest.next();
  await truncate(join(bench.folder, version.target, 'images.bin'), 1000);
  await expect((async () => {
    for (let next = await rest.next(); !next.done; next = await rest.next());
  })()).rejects.toThrow(/The blob .* ends at 320000000, before/);
  await close();
}, 120_000);

describe('a dataset with a thread', () => {
  it('that was changed, is of another version or not whole is refused as without one', async () => {
    const version = await bench.import('IDX', files);
    const open = (description = version.description) => openDatasetAhead(bench.folder, version.target, description);
    await expect(open({ ...version.description, classes: ['a'] })).rejects.toThrow(DamagedVersion);
    await expect(open({ ...version.description, classes: ['a'] })).rejects.toThrow('do not fit its description');
    const key = `${version.target}/images.bin`;
    const bytes = Uint8Array.from(await bench.store.readAll(key));
    bytes[0]! ^= 1;
    await bench.store.write(key, bytes);
    await expect(open()).rejects.toThrow(new DamagedVersion("The dataset version's file images.bin was changed since its import. Import it again."));
    await bench.store.remove(`${version.target}/manifest.json`);
    await expect(open()).rejects.toThrow('has no manifest');
  });

  it('that is closed ends every loop and gives no batches', async () => {
    const { version, ahead, close } = await importBoth();
    const left = ahead.batches(shuffled(1, { size: 1 }))[Symbol.asyncIterator]();
    await left.next();
    // Its first batch may be there before the close, its last is not: a loop goes on in a later turn.
    const waiting = batchesOf(ahead, shuffled(2, { size: 1 }));
    await Promise.all([close(), expect(waiting).rejects.toThrow('The dataset is closed.')]);
    await expect(left.next()).rejects.toThrow('The dataset is closed.');
    expect(() => ahead.batches({ split: 'TRAIN', size: 1 })).toThrow('The dataset is closed.');
    await ahead.close();
    {
      await using dataset = await openDatasetAhead(bench.folder, version.target, version.description);
      expect(() => dataset.batches({ split: 'TRAIN', size: 0 })).toThrow(RangeError);
      for await (const _batch of dataset.batches(shuffled(1))) break;
    }
  });
});
