import type { TensorFlow } from 'flywheel/plugin';
import { FEATURES } from './feature-network.ts';

/** As the paper takes it. Other images of the data would cover 1 − 2⁻⁵ = 97 %. */
const NEIGHBOURS = 5;
/** Rows of distances that are held at once. */
const BLOCK = 500;
/** Of a radius of 0 nothing but the same image is within. */
const LEAST_RADIUS = 1e-6;
/** What is farther than so many radii is as far as that: one image must not weigh more than all others. */
const FARTHEST = 10;

export interface Compared {
  /** Features of images, row by row. */
  readonly real: Float32Array;
  readonly drawn: Float32Array;
  /** Class of each real image; −1: none known. Neighbours are of the same, but of an image that is the only one of its class. */
  readonly labels: Int32Array;
  /** Whether the drawn image of a row was asked for the label of the real one. */
  readonly isConditional: boolean;
}

export interface Coverage {
  /** Rows of real images that have a neighbour: all, where there are two. */
  readonly rows: readonly number[];
  /** Distance to the nearest drawn image (of a conditional model: of the same label), in radii: that of the real image's fifth nearest real neighbour. */
  readonly distances: readonly number[];
}

/** Whether near each real image an image was drawn (coverage: Naeem et al. 2020). Costs the real images times all images. */
export async function coverageOf(tf: TensorFlow, { real, drawn, labels, isConditional }: Compared, signal: AbortSignal): Promise<Coverage> {
  const [rows, distances]: [number[], number[]] = [[], []];
  const count = labels.length;
  for (let from = 0; from < count; from += BLOCK) {
    signal.throwIfAborted();
    const until = Math.min(count, from + BLOCK);
    const [toReal, toDrawn] = [await squaredDistances(tf, real, from, until, real), await squaredDistances(tf, real, from, until, drawn)];
    for (let row = from; row < until; row += 1) {
      const at = (row - from) * count;
      const own = toReal.subarray(at, at + count);
      const alike = smallest(own, (other) => other !== row && labels[other] === labels[row], NEIGHBOURS);
      const radius = alike.at(-1) ?? smallest(own, (other) => other !== row, NEIGHBOURS).at(-1);
      if (radius === undefined) continue;
      const [nearest = Infinity] = smallest(toDrawn.subarray(at, at + count), (other) => !isConditional || labels[other] === labels[row], 1);
      rows.push(row);
      distances.push(Math.min(FARTHEST, Math.sqrt(nearest) / Math.max(LEAST_RADIUS, Math.sqrt(radius))));
    }
  }
  return { rows, distances };
}

/** Of some rows to all of others. */
async function squaredDistances(tf: TensorFlow, all: Float32Array, from: number, until: number, others: Float32Array): Promise<Float32Array> {
  const found = tf.tidy(() => {
    const a = tf.tensor2d(all.subarray(from * FEATURES, until * FEATURES), [until - from, FEATURES]);
    const b = tf.tensor2d(others, [others.length / FEATURES, FEATURES]);
    const squares = tf.add(tf.sum(tf.square(a), 1, true), tf.sum(tf.square(b), 1));
    return tf.relu(tf.sub(squares, tf.mul(tf.matMul(a, b, false, true), 2)));
  });
  const values = await found.data();
  found.dispose();
  return Float32Array.from(values);
}

/** The `most` smallest of the values that count, rising; fewer where there are fewer. */
function smallest(values: Float32Array, counts: (index: number) => boolean, most: number): number[] {
  const kept: number[] = [];
  values.forEach((value, index) => {
    if ((kept.length === most && value >= (kept.at(-1) ?? 0)) || !counts(index)) return;
    const place = kept.findIndex((one) => one > value);
    kept.splice(place < 0 ? kept.length : place, 0, value);
    if (kept.length > most) kept.pop();
  });
  return kept;
}
