import type { Tensor, TensorFlow, Variable } from 'flywheel/plugin';
import { isKernel } from './discriminator.ts';
import type { Weights, WeightSpec } from './weights.ts';

const EPSILON = 1e-12;

/** One vector for each kernel, [1, outputs]: where the last power iteration came to (Miyato et al. 2018, algorithm 1). */
export function singularVectors(specs: readonly WeightSpec[]): WeightSpec[] {
  return specs.filter(({ name }) => isKernel(name)).map(({ name, shape }) => ({ name, shape: [1, shape.at(-1) ?? 1], start: { deviation: 1 } }));
}

/** A kernel as a matrix [all else, outputs] with its estimated singular vectors, which gradients do not pass. */
interface Estimate {
  readonly left: Tensor;
  readonly right: Tensor;
}

/** One power iteration for each kernel, from where the last one came to. Call it outside of gradients. */
export function iterate(tf: TensorFlow, weights: Weights, vectors: Weights): ReadonlyMap<string, Estimate> {
  return new Map([...vectors].map(([name, vector]) => {
    const kernel = weights.get(name);
    if (kernel === undefined) throw new Error(`There is no kernel ${name} to normalize.`);
    const matrix = asMatrix(tf, kernel);
    const left = unit(tf, tf.matMul(vector, matrix, false, true));
    return [name, { left, right: unit(tf, tf.matMul(left, matrix)) }];
  }));
}

/** Keeps where the iteration came to, for the next one. */
export function keepVectors(vectors: Weights<Variable>, estimates: ReadonlyMap<string, Estimate>): void {
  for (const [name, vector] of vectors) {
    const estimate = estimates.get(name);
    if (estimate !== undefined) vector.assign(estimate.right);
  }
}

/** The weights with each kernel divided by its estimated greatest singular value; gradients pass that value, too. */
export function normalized(tf: TensorFlow, weights: Weights, estimates: ReadonlyMap<string, Estimate>): Weights {
  return new Map([...weights].map(([name, kernel]) => {
    const estimate = estimates.get(name);
    if (estimate === undefined) return [name, kernel];
    const sigma = tf.sum(tf.mul(tf.matMul(estimate.left, asMatrix(tf, kernel)), estimate.right));
    return [name, tf.div(kernel, sigma)];
  }));
}

const asMatrix = (tf: TensorFlow, kernel: Tensor) => tf.reshape(kernel, [-1, kernel.shape.at(-1) ?? 1]);

/** At length 1. */
function unit(tf: TensorFlow, vector: Tensor): Tensor {
  return tf.div(vector, tf.add(tf.sqrt(tf.sum(tf.square(vector))), EPSILON));
}
