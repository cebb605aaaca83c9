/** In place. */
export function softmax(row: Float64Array, steepness = 1): void {
  let most = -Infinity;
  for (const value of row) if (value > most) most = value;
  let sum = 0;
  for (let index = 0; index < row.length; index += 1) sum += row[index] = Math.exp((row[index]! - most) * steepness);
  for (let index = 0; index < row.length; index += 1) row[index]! /= sum;
}

/** Samples that the steepness is chosen by. */
const LOOKED_AT = 20_000;

/** Turns scores into probabilities in place: softmax, as steep as makes the labels most likely (temperature scaling, Guo et al. 2017). */
export function toProbabilities(scores: Float32Array, labels: Int32Array, count: number, classes: number): void {
  const row = new Float64Array(classes);
  const step = Math.max(1, Math.floor(count / LOOKED_AT));
  const surprise = (steepness: number) => {
    let sum = 0;
    for (let sample = 0; sample < count; sample += step) {
      row.set(scores.subarray(sample * classes, (sample + 1) * classes));
      softmax(row, steepness);
      sum -= Math.log(Math.max(1e-9, row[labels[sample]!]!));
    }
    return sum;
  };
  const steepness = Math.exp(leastOf((exponent) => surprise(Math.exp(exponent)), -2, 5));
  for (let sample = 0; sample < count; sample += 1) {
    row.set(scores.subarray(sample * classes, (sample + 1) * classes));
    softmax(row, steepness);
    scores.set(row, sample * classes);
  }
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
