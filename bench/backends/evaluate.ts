import type { Tensor, TensorFlow } from 'flywheel/plugin';
import type { Case } from './cases.ts';

/** A case's result and the gradient of each input, for inputs and a weight of each number of the result that are the same on every backend. */
export interface Values {
  readonly result: number[];
  readonly gradients: number[][];
}

/** @throws what the backend throws where it cannot compute the case. */
export async function evaluate(tf: TensorFlow, { shapes, f }: Case): Promise<Values> {
  const inputs = shapes.map((shape, k) => tf.tensor([...numbersFor(shape, k)], [...shape]));
  const result = tf.tidy(() => f(tf, ...inputs));
  const gradients = tf.tidy(() => tf.grads((...xs: Tensor[]) => weighted(tf, f(tf, ...xs)))(inputs));
  const values = { result: [...(await result.data())], gradients: await Promise.all(gradients.map(async (gradient) => [...(await gradient.data())])) };
  tf.dispose([inputs, result, gradients]);
  return values;
}

/** The result alone; a backend may have it and not the gradients. */
export async function evaluateForward(tf: TensorFlow, { shapes, f }: Case): Promise<number[]> {
  const result = tf.tidy(() => f(tf, ...shapes.map((shape, k) => tf.tensor([...numbersFor(shape, k)], [...shape]))));
  const values = [...(await result.data())];
  result.dispose();
  return values;
}

/** The sum of the result's numbers, each with a weight of its own so that no mistake cancels. */
export function weighted(tf: TensorFlow, result: Tensor): Tensor {
  return tf.sum(tf.mul(result, tf.tensor([...numbersFor(result.shape, 99)], result.shape)));
}

/** Numbers in −1 to 1 without order or repetition, the same in every process. */
export function numbersFor(shape: readonly number[], seed: number): Float32Array {
  const size = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length: size }, (_, k) => 2 * fraction(Math.sin(12.9898 * (k + 1) + 78.233 * (seed + 1)) * 43758.5453) - 1);
}

/** The largest difference between numbers of two backends, as a share of the largest number. */
export function difference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Infinity;
  const scale = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return ours.reduce((most, value, k) => {
    const distance = Math.abs(value - (theirs[k] ?? NaN)) / scale;
    return distance <= most ? most : Number.isNaN(distance) ? Infinity : distance;
  }, 0);
}

function fraction(x: number): number {
  return x - Math.floor(x);
}
