import { expect, test } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { openDatasetAhead } from '../../src/data/reading/open-dataset-ahead.ts';
import { trainSources } from '../../src/data/reading/train-sources.ts';
import type { TrainingSubset } from '../../src/domain/training-subset.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
const file = (name: string, from: number, to: number) => Buffer.from(Array.from({ length: to - from }, (_, k) => JSON.stringify({ text: `${name} number ${from + k}`, label: k % 4 === 0 ? 'rare' : 'common', split: 'train' })).join('\n'));
const files = { 'one.jsonl': file('one', 0, 80), 'two.jsonl': file('two', 80, 120), 'held.jsonl': Buffer.from('{"text":"held out","label":"rare","split":"test"}') };

test('a share has its part of each class, lies within larger ones, is read ahead as it is read here, and leaves the test split alone', async () => {
  const version = await bench.importAs('TEXT', 'JSONL', files, { columns: { label: 'label', split: 'split' }, split: { validation: 0, test: 0, seed: 0 } });
  const read = async (subset: TrainingSubset | null) => {
    const options = { balance: 'NONE', seed: 1, subset } as const;
    const [here, ahead] = await Promise.all([openDataset(bench.store, version.target, version.description, options), openDatasetAhead(bench.folder, version.target, version.description, options)]);
    const texts = async (dataset: typeof here, split: 'TRAIN' | 'TEST') => (await Array.fromAsync(dataset.batches({ split, size: 7 }))).flatMap((batch) => ('texts' in batch ? batch.texts : []));
    const [train, held] = [await texts(here, 'TRAIN'), await texts(here, 'TEST')];
    expect(await texts({ ...ahead }, 'TRAIN')).toEqual(train);
    expect(here.counts).toEqual({ ...version.description.counts, TRAIN: train.length });
    expect(ahead.counts).toEqual(here.counts);
    expect(held).toEqual(['held out']);
    await Promise.all([here.close(), ahead.close()]);
    return train;
  };
  const shares = await Promise.all([1, 0.5, 0.25, 0.001].map((share) => read({ share, seed: 3, withoutSource: null })));
  expect(shares.map((texts) => texts.length)).toEqual([120, 60, 31, 2]);
  shares.slice(1).forEach((texts, k) => expect(shares[k]).toEqual(expect.arrayContaining(texts)));
  expect(await read({ share: 0.5, seed: 4, withoutSource: null })).not.toEqual(shares[1]);
  expect((await read({ share: 1, seed: 3, withoutSource: 'one.jsonl' })).every((text) => text.startsWith('two'))).toBe(true);
  expect(await read({ share: 0.5, seed: 3, withoutSource: 'one.jsonl' })).toHaveLength(20);
  expect(await trainSources(bench.store, version.target, version.description)).toEqual([{ name: 'one.jsonl', classes: [60, 20], unlabelled: 0 }, { name: 'two.jsonl', classes: [30, 10], unlabelled: 0 }]);
});

test('of images, too, a source is the file that they come from', async () => {
  const pixels = noise(10, 4);
  const archive = async (from: number, to: number) => zipArchive(await Promise.all(pixels.slice(from, to).map(async (one, k) => ({ name: `${(from + k) % 2 === 0 ? 'even' : 'odd'}/${from + k}.png`, bytes: await encoded({ height: 2, width: 2, channels: 1, pixels: one }) }))));
  const version = await bench.import('IMAGE_ARCHIVE', { 'first.zip': await archive(0, 6), 'second.zip': await archive(6, 10) }, { split: { validation: 0, test: 0, seed: 0 } });
  expect(await trainSources(bench.store, version.target, version.description)).toEqual([{ name: 'first.zip', classes: [3, 3], unlabelled: 0 }, { name: 'second.zip', classes: [2, 2], unlabelled: 0 }]);
  const dataset = await openDataset(bench.store, version.target, version.description, { balance: 'NONE', seed: 1, subset: { share: 1, seed: 0, withoutSource: 'first.zip' } });
  const images = (await Array.fromAsync(dataset.batches({ split: 'TRAIN', size: 10 }))).flatMap((batch) => ('images' in batch ? [...batch.images] : []));
  expect(images.map((value) => Math.round(value * 255)).sort((a, b) => a - b)).toEqual(pixels.slice(6).flatMap((one) => [...one]).sort((a, b) => a - b));
  await dataset.close();
});
