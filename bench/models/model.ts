import type { Scalar } from '@tensorflow/tfjs';
import type { Random, Tensor, Variable } from 'flywheel/plugin';
import type { TensorTools } from '../../src/tensor/tools.ts';

/** A model with its optimizer and one batch that is drawn once and kept. */
export interface BuiltModel {
  /** One training step: the loss before the update, which the caller disposes. */
  readonly step: (...batch: Tensor[]) => Scalar;
  readonly batch: readonly Tensor[];
  readonly variables: readonly Variable[];
  readonly parameterCount: number;
}

/** One of the models that the peers' script has too; its README has them in a table. */
export interface BenchModel {
  readonly name: ModelName;
  /** Of one training step (see `product`). */
  readonly flops: number;
  build(tools: TensorTools, random: Random): BuiltModel;
}

export type ModelName = 'vae' | 'gan' | 'transformer';

export function parameterCount(variables: readonly Variable[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}

/** The one tensor of a batch of images. */
export function only(batch: readonly Tensor[]): Tensor {
  const [images] = batch;
  if (images === undefined || batch.length > 1) throw new Error(`A batch of images is one tensor, not ${batch.length}.`);
  return images;
}

/** Forward, and backward for weights and for inputs. The first layer's inputs need no gradient. */
export const ALL_PASSES = 3;
export const WITHOUT_INPUT_GRADIENT = 2;

/**
 * FLOPs of a matrix product of [rows, inner] and [inner, columns] in one training step: 2 for each multiplication with
 * its addition, in each of `passes`, which cost the same. A convolution is the product that `im2col` makes of it, its
 * border counted like its middle. Element-wise work, reductions and the optimizer are not counted.
 */
export function product(rows: number, inner: number, columns: number, passes: number): number {
  return 2 * rows * inner * columns * passes;
}
