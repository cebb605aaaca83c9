import type { Random, TensorFlow, Variable } from 'flywheel/plugin';

/** Makes variables with Keras's initial distributions. */
export interface Weights {
  /** Glorot & Bengio 2010, uniform. `as`: the shape that counts its inputs and outputs, where the variable has it flattened. */
  glorot(shape: readonly number[], as?: readonly number[]): Variable;
  /** Keras's default for embeddings: uniform in ±0.05. */
  embedding(shape: readonly number[]): Variable;
  zeros(shape: readonly number[]): Variable;
  ones(shape: readonly number[]): Variable;
}

export function createWeights(tf: TensorFlow, random: Random): Weights {
  const uniform = (shape: readonly number[], limit: number) =>
    tf.tidy(() => tf.variable(tf.sub(tf.mul(random.uniform(shape), 2 * limit), limit)));
  return {
    glorot: (shape, as = shape) => uniform(shape, glorotLimit(as)),
    embedding: (shape) => uniform(shape, 0.05),
    zeros: (shape) => tf.tidy(() => tf.variable(tf.zeros([...shape]))),
    ones: (shape) => tf.tidy(() => tf.variable(tf.ones([...shape]))),
  };
}

/** √(6 / (inputs + outputs)) of a kernel […window, inputs, outputs]; each sees the window. */
function glorotLimit(shape: readonly number[]): number {
  const window = shape.slice(0, -2).reduce((size, side) => size * side, 1);
  return Math.sqrt(6 / (window * ((shape.at(-2) ?? 1) + (shape.at(-1) ?? 1))));
}
