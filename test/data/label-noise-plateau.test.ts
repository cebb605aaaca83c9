import { expect, it } from 'vitest';
import { plateauOf } from '../../src/data/quality/label-noise/plateau.ts';
import { Random } from '../../src/data/random.ts';

const COUNT = 20_000;

/** Two classes; the model contradicts a label with the probability that is asked for, whatever it looks at. */
function contradicted(share: (index: number) => number, seed: string) {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: COUNT }, () => random.below(2));
  const probabilities = new Float32Array(2 * COUNT);
  for (const [index, label] of labels.entries()) {
    const guess = random.below(1_000_000) / 1e6 < share(index) ? 1 - label : label;
    const sureness = 0.5 + random.below(1000) / 2000;
    probabilities[2 * index + guess] = sureness;
    probabilities[2 * index + 1 - guess] = 1 - sureness;
  }
  return plateauOf({ count: COUNT, labels, positions: new Float64Array(COUNT), folds: new Uint8Array(COUNT) }, probabilities, 2);
}

it('labels that are wrong everywhere alike are noise', () => {
  expect(contradicted(() => 0.05, 'planted')?.noise).toBeCloseTo(0.05, 2);
});

it('labels that have nothing to do with the samples are none', () => {
  for (let seed = 0; seed < 10; seed += 1) expect(contradicted(() => 0.5, `chance ${seed}`)).toBeUndefined();
});
