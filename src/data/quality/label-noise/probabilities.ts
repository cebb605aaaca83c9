/** In place. */
export function softmax(row: Float64Array, steepness = 1): void {
  let most = -Infinity;
  for (const value of row) if (value > most) most = value;
  let sum = 0;
  for (let index = 0; index < row.length; index += 1) sum += row[index] = Math.exp((row[index]! - most) * steepness);
  for (let index = 0; index < row.length; index += 1) row[index]! /= sum;
}

/** Samples that steepness and noise are fitted to. */
const LOOKED_AT = 20_000;
/** Of expectation and maximisation; the share of noise is settled to three digits. */
const ROUNDS = 40;

/**
 * Turns scores into probabilities in place, and tells which share of labels is wrong. Both are fitted together, as makes the labels most
 * likely: scores become probabilities by a softmax of some steepness (temperature scaling, Guo et al. 2017), and with the probability
 * `noise` a label is drawn from the other classes. Without the second, wrong labels would make the model look unsure of all.
 */
export function toProbabilities(scores: Float32Array, labels: Int32Array, count: number, classes: number): number {
  const row = new Float64Array(classes);
  const step = Math.max(1, Math.floor(count / LOOKED_AT));
  const own = new Float64Array(Math.ceil(count / step));
  const fitAt = (steepness: number) => {
    for (let index = 0; index < own.length; index += 1) {
      const sample = index * step;
      row.set(scores.subarray(sample * classes, (sample + 1) * classes));
      softmax(row, steepness);
      own[index] = row[labels[sample]!]!;
    }
    return fitNoise(own, classes);
  };
  const steepness = Math.exp(leastOf((exponent) => fitAt(Math.exp(exponent)).surprise, -2, 5));
  const { noise } = fitAt(steepness);
  for (let sample = 0; sample < count; sample += 1) {
    row.set(scores.subarray(sample * classes, (sample + 1) * classes));
    softmax(row, steepness);
    scores.set(row, sample * classes);
  }
  return noise;
}

/** Probability that a label is wrong, when the model gives it the probability `own` and a share `noise` of labels are. */
export function wrongness(own: number, noise: number, classes: number): number {
  const wrong = (noise * (1 - own)) / (classes - 1);
  return wrong === 0 ? 0 : wrong / (wrong + (1 - noise) * own);
}

function fitNoise(own: Float64Array, classes: number): { noise: number; surprise: number } {
  let noise = 0.02;
  for (let round = 0; round < ROUNDS; round += 1) noise = own.reduce((sum, one) => sum + wrongness(one, noise, classes), 0) / own.length;
  return { noise, surprise: own.reduce((sum, one) => sum - Math.log(Math.max(1e-300, (noise * (1 - one)) / (classes - 1) + (1 - noise) * one)), 0) };
}

/** Where a function with one dip is least, by the golden section. */
function leastOf(value: (at: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [atC, atD] = [value(c), value(d)];
  while (b - a > 0.02) {
    if (atC < atD) {
      [b, d, atD] = [d, c, atC];
      c = b - ratio * (b - a);
      atC = value(c);
    } else {
      [a, c, atC] = [c, d, atD];
      d = a + ratio * (b - a);
      atD = value(d);
    }
  }
  return (a + b) / 2;
}
