import { describe, expect, it } from 'vitest';
import { VersionReader } from '../../src/data/layout/version-reader.ts';
import { idxImages, idxLabels } from '../support/idx.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();

async function splitByPixels(images: readonly Uint8Array[], labels: readonly number[], split: { validation: number; test: number; seed: number }) {
  const version = await bench.import('IDX', { images: idxImages(images, 2, 4), labels: idxLabels(labels) }, { split });
  const splits = await (await VersionReader.open(bench.store, version.target)).splits();
  return { version, splits, of: new Map(images.map((pixels, index) => [pixels.join(), splits[index]!])) };
}

describe('drawn splits', () => {
  const images = noise(300, 8);
  const labels = images.map((_, index) => (index < 200 ? 0 : index < 290 ? 1 : 2));

  it('have the shares of every class', async () => {
    const { splits } = await splitByPixels(images, labels, { validation: 0.2, test: 0.1, seed: 5 });
    const count = (label: number, split: number) => labels.filter((one, index) => one === label && splits[index] === split).length;
    expect([0, 1, 2].map((label) => [0, 1, 2].map((split) => count(label, split)))).toEqual([[140, 40, 20], [63, 18, 9], [7, 2, 1]]);
  });

  it('depend on content and seed alone', async () => {
    const shares = { validation: 0.2, test: 0.1, seed: 5 };
    const one = await splitByPixels(images, labels, shares);
    const backwards = await splitByPixels(images.toReversed(), labels.toReversed(), shares);
    const other = await splitByPixels(images, labels, { ...shares, seed: 6 });
    expect(backwards.of).toEqual(one.of);
    expect(other.of).not.toEqual(one.of);
  });

  it('never part equal images, also under different labels', async () => {
    const copies = [...images, ...images.slice(0, 150), ...images.slice(0, 30)];
    const labelled = [...labels, ...labels.slice(0, 150), ...labels.slice(0, 30).map(() => 1)];
    const { version, splits, of } = await splitByPixels(copies, labelled, { validation: 0.3, test: 0.3, seed: 0 });
    copies.forEach((pixels, index) => expect(splits[index]).toBe(of.get(pixels.join())));
    expect((await bench.assess(version)).findings.map(({ check }) => check)).not.toContain('SPLIT_LEAKAGE');
  });

  it('leave every class at least one sample to train on', async () => {
    const same = [...Array.from({ length: 10 }, () => images[0]!), ...images.slice(1, 3)];
    const { splits } = await splitByPixels(same, [...Array.from({ length: 10 }, () => 0), 1, 1], { validation: 0.45, test: 0.45, seed: 0 });
    expect([...splits.subarray(0, 10)]).toEqual(Array.from({ length: 10 }, () => 0));
    expect([...splits.subarray(10)].sort()).toEqual([0, 2]);
  });

  it('of no share are empty', async () => {
    const { version } = await splitByPixels(images, labels, { validation: 0, test: 0, seed: 0 });
    expect(version.description.counts).toEqual({ TRAIN: 300, VALIDATION: 0, TEST: 0 });
  });
});
