import { Random } from '../../random.ts';
import type { DenseSamples } from './features.ts';

/** Features that each random sum takes, a multiple of 4: few suffice, and cost little. */
const TAKEN = 32;
/** Samples that means and spreads are taken from. */
const LOOKED_AT = 5000;

/**
 * A sample's features, standardised, and random sums of them, those below zero cut off: what lets least squares bend (Huang et al. 2006,
 * extreme learning machines). The same for the same seed.
 */
export class RectifiedFeatures {
  /** A multiple of 4; the first is 1. */
  readonly width: number;
  readonly #features: number;
  readonly #from: Uint16Array;
  readonly #weights: Float64Array;
  readonly #bias: Float64Array;
  readonly #mean: Float64Array;
  readonly #by: Float64Array;

  constructor({ count, features, values }: DenseSamples, rectified: number) {
    this.#features = features;
    this.width = Math.ceil((1 + features + rectified) / 4) * 4;
    const random = new Random('label noise 1');
    const made = this.width - 1 - features;
    this.#from = Uint16Array.from({ length: made * TAKEN }, () => random.below(features));
    this.#weights = Float64Array.from({ length: made * TAKEN }, () => random.normal() / Math.sqrt(TAKEN));
    this.#bias = Float64Array.from({ length: made }, () => random.normal() / 2);
    [this.#mean, this.#by] = spread(values, count, features);
  }

  fill(values: Float32Array, at: number, row: Float32Array): void {
    row[0] = 1;
    for (let feature = 0; feature < this.#features; feature += 1) row[1 + feature] = (values[at + feature]! - this.#mean[feature]!) * this.#by[feature]!;
    for (let made = 0; made < this.#bias.length; made += 1) {
      // Four sums at a time: one alone waits for each addition.
      let a = this.#bias[made]!, b = 0, c = 0, d = 0;
      for (let k = made * TAKEN; k < (made + 1) * TAKEN; k += 4) {
        a += this.#weights[k]! * row[1 + this.#from[k]!]!;
        b += this.#weights[k + 1]! * row[1 + this.#from[k + 1]!]!;
        c += this.#weights[k + 2]! * row[1 + this.#from[k + 2]!]!;
        d += this.#weights[k + 3]! * row[1 + this.#from[k + 3]!]!;
      }
      row[1 + this.#features + made] = Math.max(0, a + b + c + d);
    }
  }
}

function spread(values: Float32Array, count: number, features: number): [Float64Array, Float64Array] {
  const step = Math.max(1, Math.floor(count / LOOKED_AT));
  const [sum, squares] = [new Float64Array(features), new Float64Array(features)];
  let looked = 0;
  for (let sample = 0; sample < count; sample += step) {
    looked += 1;
    for (let feature = 0; feature < features; feature += 1) {
      const value = values[sample * features + feature]!;
      sum[feature]! += value;
      squares[feature]! += value * value;
    }
  }
  const mean = sum.map((value) => value / looked);
  // A feature that hardly varies says nothing, and is not to be blown up.
  const by = squares.map((value, feature) => 1 / Math.max(0.01, Math.sqrt(Math.max(0, value / looked - mean[feature]! ** 2))));
  return [mean, by];
}
