import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { writeGenerated } from '../../src/data/reading/generated-images.ts';
import { openDatasetAhead } from '../../src/data/reading/open-dataset-ahead.ts';
import type { TrainingBalance } from '../../src/data/reading/training-split.ts';
import type { Batch, BatchOptions, Dataset, ImageDescription } from '../../src/plugin/index.ts';
import { idxImages, idxLabels } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
/** Of three classes, one of which only the test split has. */
const labels = [...Array.from({ length: 12 }, (_, k) => (k % 4 === 0 ? 1 : 0)), 2];
const pixels = noise(13, 6);
const files = { 'train-images': idxImages(pixels.slice(0, 12), 2, 3), 'train-labels': idxLabels(labels.slice(0, 12)), 'test-images': idxImages(pixels.slice(12), 2, 3), 'test-labels': idxLabels(labels.slice(12)) };
const generated = 'training-runs/one/generated';

async function opened(balance: TrainingBalance, given: Record<string, Uint8Array> = files) {
  const version = await bench.import('IDX', given, { split: { validation: 0, test: 0, seed: 0 } });
  const { description } = version;
  if (balance.generatedKey !== undefined) {
    const { image, classes } = description;
    await writeGenerated(bench.store, balance.generatedKey, { manifest: { generated: true, modelVersionId: 'm', image, classes: [...classes], counts: [0, 6, 0] }, pixels: new Uint8Array(36).fill(255), labels: new Int32Array(6).fill(1) });
  }
  const [here, ahead] = await Promise.all([openDataset(bench.store, version.target, description, balance), openDatasetAhead(bench.folder, version.target, description, balance)]);
  return { description, here, ahead, close: () => Promise.all([here.close(), ahead.close()]) };
}
const all = (dataset: Dataset<'IMAGE'>, options: Partial<BatchOptions> = {}): Promise<Batch<'IMAGE'>[]> => Array.fromAsync(dataset.batches({ split: 'TRAIN', size: 4, ...options }));
const labelsOf = (batches: readonly Batch<'IMAGE'>[]) => batches.flatMap((batch) => [...batch.labels]);
const countsOf = (batches: readonly Batch<'IMAGE'>[]) => [0, 1, 2].map((label) => labelsOf(batches).filter((one) => one === label).length);

describe.each([
  [{ balance: 'OVERSAMPLE', seed: 5 }, [9, 9, 0]],
  [{ balance: 'UNDERSAMPLE', seed: 5 }, [3, 3, 0]],
  [{ balance: 'CLASS_WEIGHTS', seed: 5 }, [9, 3, 0]],
  [{ balance: 'GENERATED', seed: 5, generatedKey: generated }, [9, 9, 0]],
] as const)('%o', (balance, counts) => {
  it('gives as many samples of each class in every epoch, told beforehand, and the test split as it is', async () => {
    const { here, description, close } = await opened(balance);
    expect(here.counts).toEqual({ ...description.counts, TRAIN: counts[0] + counts[1] });
    for (const epoch of [0, 1, 2]) expect(countsOf(await all(here, { shuffle: { seed: 5, epoch } }))).toEqual(counts);
    const [test] = await all(here, { split: 'TEST' });
    expect(test).toMatchObject({ count: 1, labels: Int32Array.of(2) });
    expect(test).not.toHaveProperty('weights');
    await close();
  });

  it('is read ahead as it is read here, from any batch of any epoch', async () => {
    const { here, ahead, close } = await opened(balance);
    expect(ahead.counts).toEqual(here.counts);
    for (const options of [{}, ...[0, 1, 2].map((epoch) => ({ shuffle: { seed: 5, epoch } })), { shuffle: { seed: 5, epoch: 7 }, from: 1 }]) {
      expect(await all(ahead, options)).toStrictEqual(await all(here, options));
      if (!('from' in options)) expect(await all(here, { ...options, from: 1 })).toStrictEqual((await all(here, options)).slice(1));
    }
    await close();
  });
});

it('repeats every sample before it repeats one again', async () => {
  const { here, close } = await opened({ balance: 'OVERSAMPLE', seed: 1 });
  const batches = await all(here, { size: 1, shuffle: { seed: 1, epoch: 3 } });
  const times = Object.values(Object.groupBy(batches, ({ images }) => images.join())).map((group) => group?.length);
  expect(times.toSorted()).toEqual([...Array.from({ length: 9 }, () => 1), 3, 3, 3]);
  await close();
});

it('weighs to a mean of 1 over the training split', async () => {
  const { here, close } = await opened({ balance: 'CLASS_WEIGHTS', seed: 1 });
  const weights = (await all(here)).flatMap((batch) => [...(batch.weights ?? [])]);
  expect(weights).toHaveLength(12);
  expect(weights.reduce((sum, one) => sum + one, 0) / 12).toBeCloseTo(1, 6);
  expect(new Set(weights)).toEqual(new Set([Math.fround(12 / 18), 2]));
  await close();
});

it('mixes in what was generated, at its own brightness, and refuses what is of another shape', async () => {
  const { here, description, close } = await opened({ balance: 'GENERATED', seed: 1, generatedKey: generated });
  const batches = await all(here, { size: 1 });
  expect(batches.filter(({ images }) => images.every((value) => value === 1))).toHaveLength(6);
  await close();
  const other: ImageDescription = { ...description, image: { height: 3, width: 2, channels: 1 } };
  await writeGenerated(bench.store, generated, { manifest: { generated: true, modelVersionId: 'm', image: other.image, classes: [...description.classes], counts: [0, 1, 0] }, pixels: new Uint8Array(6), labels: Int32Array.of(1) });
  const version = await bench.import('IDX', files, { split: { validation: 0, test: 0, seed: 0 } });
  await expect(openDataset(bench.store, version.target, version.description, { balance: 'GENERATED', seed: 1, generatedKey: generated })).rejects.toThrow('do not fit');
});
