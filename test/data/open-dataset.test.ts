import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import type { Batch, BatchOptions, Dataset } from '../../src/plugin/index.ts';
import { idxImages, idxLabels } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const pixels = noise(50, 6);
const labels = pixels.map((_, index) => index % 5);
const files = { 'train-images': idxImages(pixels, 2, 3), 'train-labels': idxLabels(labels) };
/** 18 million bytes each: 20 of them are too many to be held in memory. */
const large = { height: 4000, width: 4000 };

async function opened(given: Record<string, Uint8Array> = files) {
  const version = await bench.import('IDX', given);
  return { version, dataset: await openDataset(bench.store, version.target, version.description) };
}
async function batchesOf(dataset: Dataset<'IMAGE'>, options: BatchOptions): Promise<Batch<'IMAGE'>[]> {
  const batches = [];
  for await (const batch of dataset.batches(options)) batches.push(batch);
  return batches;
}
const keysOf = (batches: readonly Batch<'IMAGE'>[]) =>
  batches.flatMap((batch) => Array.from({ length: batch.count }, (_, index) => `${batch.labels[index]} ${batch.images.subarray(index * 6, index * 6 + 6).map((value) => Math.round(value * 255)).join()}`));
const shuffled = (epoch: number, seed = 1, from = 0) => ({ split: 'TRAIN', size: 7, shuffle: { seed, epoch }, from }) as const;

describe('batches', () => {
  it('give every sample of a split once, with its label, from 0 to 1', async () => {
    const { dataset } = await opened();
    const batches = [...(await batchesOf(dataset, { split: 'TRAIN', size: 7 })), ...(await batchesOf(dataset, { split: 'VALIDATION', size: 7 })), ...(await batchesOf(dataset, { split: 'TEST', size: 7 }))];
    expect(keysOf(batches).sort()).toEqual(pixels.map((image, index) => `${labels[index]} ${image.join()}`).sort());
    expect(batches.map(({ count }) => count)).toEqual([7, 7, 7, 7, 7, 5, 5, 5]);
    expect(batches[0]!.images.length).toBe(7 * 6);
    for (const { images } of batches) for (const value of images) expect(value).toBe(Math.fround(Math.round(value * 255) / 255));
    await dataset.close();
  });

  it('come in a new order every epoch, the same for the same seed', async () => {
    const { dataset } = await opened();
    const first = keysOf(await batchesOf(dataset, shuffled(1)));
    expect(keysOf(await batchesOf(dataset, shuffled(1)))).toEqual(first);
    const others = [shuffled(2), shuffled(1, 2), { split: 'TRAIN', size: 7 } as const];
    for (const options of others) {
      const other = keysOf(await batchesOf(dataset, options));
      expect(other).not.toEqual(first);
      expect(other.sort()).toEqual(first.toSorted());
    }
    await dataset.close();
  });

  it('are the same for versions of the same digest', async () => {
    const one = await opened();
    const other = await opened({ 'train-labels': idxLabels(labels.toReversed()), 'train-images': idxImages(pixels.toReversed(), 2, 3) });
    expect(other.version.digest).toBe(one.version.digest);
    expect(keysOf(await batchesOf(other.dataset, shuffled(3)))).toEqual(keysOf(await batchesOf(one.dataset, shuffled(3))));
    expect(keysOf(await batchesOf(other.dataset, { split: 'TEST', size: 2 }))).toEqual(keysOf(await batchesOf(one.dataset, { split: 'TEST', size: 2 })));
    await Promise.all([one.dataset.close(), other.dataset.close()]);
  });

  it('go on from any of them', async () => {
    const { dataset } = await opened();
    const whole = await batchesOf(dataset, shuffled(1));
    expect(keysOf(await batchesOf(dataset, shuffled(1, 1, 4)))).toEqual(keysOf(whole.slice(4)));
    expect(await batchesOf(dataset, shuffled(1, 1, 6))).toEqual([]);
    await dataset.close();
  });

  it('have labels of -1 where there are none', async () => {
    const { dataset } = await opened({ 'images.idx': idxImages(pixels, 2, 3) });
    const [batch] = await batchesOf(dataset, { split: 'TEST', size: 5 });
    expect([...batch!.labels]).toEqual([-1, -1, -1, -1, -1]);
    await dataset.close();
  });

  it('are read by position where the version is too large for memory, also after a loop was left', async () => {
    const image = (value: number) => new Uint8Array(large.height * large.width).fill(value);
    const { dataset } = await opened({ 'train-images': idxImages(Array.from({ length: 20 }, (_, index) => image(index)), large.height, large.width), 'train-labels': idxLabels(Array.from({ length: 20 }, (_, index) => index)) });
    const before = process.memoryUsage().arrayBuffers;
    for await (const batch of dataset.batches({ split: 'TRAIN', size: 2 })) {
      expect(batch.images[0]).toBe(Math.fround(batch.labels[0]! / 255));
      expect(batch.images.at(-1)).toBe(Math.fround(batch.labels[1]! / 255));
      break;
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(320_000_000 * 1.2);
    const seen: number[] = [];
    for await (const batch of dataset.batches({ split: 'TRAIN', size: 3, from: 5, shuffle: { seed: 1, epoch: 1 } })) seen.push(...batch.labels);
    expect(seen).toEqual([...new Set(seen)]);
    await dataset.close();
  }, 60_000);
});

describe('a dataset', () => {
  it('that was changed is refused', async () => {
    const version = await bench.import('IDX', files);
    const key = `${version.target}/images.bin`;
    const bytes = Uint8Array.from(await bench.store.readAll(key));
    bytes[0]! ^= 1;
    await bench.store.write(key, bytes);
    await expect(openDataset(bench.store, version.target, version.description)).rejects.toThrow("The dataset version's file images.bin was changed since its import");
    await bench.store.write(key, bytes.subarray(1));
    await expect(openDataset(bench.store, version.target, version.description)).rejects.toThrow('has 299 bytes instead of 300');
  });

  it('of another version, or not whole, is refused', async () => {
    const version = await bench.import('IDX', files);
    await expect(openDataset(bench.store, version.target, { ...version.description, classes: ['a'] })).rejects.toThrow('do not fit its description');
    await bench.store.remove(`${version.target}/manifest.json`);
    await expect(openDataset(bench.store, version.target, version.description)).rejects.toThrow('has no manifest');
  });

  it('that is closed gives no batches', async () => {
    const { dataset } = await opened();
    await dataset.close();
    await dataset.close();
    expect(() => dataset.batches({ split: 'TRAIN', size: 1 })).toThrow('closed');
  });
});
