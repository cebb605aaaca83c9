import { expect, it } from 'vitest';
import { drawSampleDataset } from '../../src/data/built-in/draw-sample-dataset.ts';
import { useBench } from './support.ts';

const bench = useBench();
const files = (seed: number) => Object.fromEntries(drawSampleDataset(seed).map(({ filename, bytes }) => [filename, bytes]));

it('the built-in sample dataset is drawn quickly, imports as it is, and has no fault', async () => {
  const before = process.cpuUsage();
  const drawn = files(1);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(3);
  const version = await bench.import('IDX', drawn);
  expect(version.description).toEqual({
    kind: 'IMAGE', image: { height: 28, width: 28, channels: 1 }, classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    counts: { TRAIN: 4500, VALIDATION: 500, TEST: 1000 },
  });
  expect(version.classes.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 600));
  expect(await bench.assess(version)).toMatchObject({ verdict: 'PASSED', findings: [] });
});

it('is the same for the same seed only', () => {
  expect(files(2)).toEqual(files(2));
  expect(files(2)).not.toEqual(files(3));
});
