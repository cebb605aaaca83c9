import { FOLDS, labelNoise } from './thresholds.ts';
import { everyNth } from '../sampled.ts';
import type { DenseSamples } from './features.ts';
import { RectifiedFeatures } from './rectified-features.ts';
import { MomentSums, noMoments, solveWithout } from './ridge.ts';

const PENALTY = 1e-4;

/**
 * Scores of each class for each sample (count × classes) by least squares on its features and random rectified sums of them, learned
 * from the other parts. Products of features are added up once for each part, so that five parts cost little more than one. Learned from
 * at most `labelNoise.mostLearned` samples, one in so many (features² / 2 products each); all are predicted.
 *
 * @param rectified  how many random features are added
 */
export function crossValidateDense(samples: DenseSamples, classes: number, rectified: number, signal: AbortSignal): Float32Array {
  const { count, labels, folds, values, features } = samples;
  const wider = new RectifiedFeatures(samples, rectified);
  const width = wider.width;
  const row = new Float32Array(width);
  const sums = Array.from({ length: FOLDS }, () => new MomentSums(width, classes));
  const every = everyNth(count, labelNoise.mostLearned);
  for (let sample = 0; sample < count; sample += every) {
    if (sample % 1024 < every) signal.throwIfAborted();
    wider.fill(values, sample * features, row);
    sums[folds[sample]!]!.add(row, 0, labels[sample]!);
  }
  const all = noMoments(width, classes);
  for (const sum of sums) {
    sum.flush();
    sum.moments.products.forEach((value, place) => (all.products[place]! += value));
    sum.moments.targets.forEach((value, place) => (all.targets[place]! += value));
  }
  const weights = sums.map(({ moments }) => {
    signal.throwIfAborted();
    return transposed(solveWithout(all, moments, width, classes, PENALTY), width, classes);
  });
  const scores = new Float32Array(count * classes);
  for (let sample = 0; sample < count; sample += 1) {
    if (sample % 1024 === 0) signal.throwIfAborted();
    wider.fill(values, sample * features, row);
    const own = weights[folds[sample]!]!;
    for (let label = 0; label < classes; label += 1) scores[sample * classes + label] = product(row, own, label * width);
  }
  return scores;
}

/** By class: the weights of a class lie side by side. */
function transposed(weights: Float64Array, width: number, classes: number): Float64Array {
  return weights.map((_, place) => weights[(place % width) * classes + Math.floor(place / width)]!);
}

/** Four sums at a time: one alone waits for each addition. The length is a multiple of 4. */
function product(row: Float32Array, weights: Float64Array, from: number): number {
  let a = 0, b = 0, c = 0, d = 0;
  for (let feature = 0; feature < row.length; feature += 4) {
    a += row[feature]! * weights[from + feature]!;
    b += row[feature + 1]! * weights[from + feature + 1]!;
    c += row[feature + 2]! * weights[from + feature + 2]!;
    d += row[feature + 3]! * weights[from + feature + 3]!;
  }
  return a + b + c + d;
}
