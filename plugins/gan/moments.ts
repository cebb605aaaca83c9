import type { CompiledStep, Tensor, TrainContext } from 'flywheel/plugin';
import { drawImages, type Moments } from './generator.ts';
import type { NetworkShape } from './network-shape.ts';
import { withTensors, type Weights } from './weights.ts';

/** Images that the moments are taken of. */
export const STANDING = 1000;

/** Mean and variance of each level, one after the other, of images drawn by the weights that are given. */
export type MomentsStep = CompiledStep<[latents: Tensor, labels: Tensor | null, ...weights: Tensor[]], Tensor[]>;

/**
 * Standing statistics (Brock et al. 2019): the moments of batch normalization by which single images are drawn, computed
 * anew from many images of exactly these weights, so that averaged weights get moments of their own.
 */
export function compileMoments({ tf, compile }: Pick<TrainContext, 'tf' | 'compile'>, shape: NetworkShape, names: Weights): MomentsStep {
  return compile((latents: Tensor, labels: Tensor | null, ...weights: Tensor[]) => {
    const found: Tensor[] = [];
    drawImages(tf, shape, withTensors(names, weights), latents, labels ?? undefined, ({ mean, variance }) => found.push(tf.reshape(mean, [-1]), tf.reshape(variance, [-1])));
    return found;
  }, { name: 'The step of standing statistics' });
}

/** As the step gives them, level by level. */
export function momentsOf(tensors: readonly Tensor[]): Moments[] {
  return Array.from({ length: tensors.length / 2 }, (_, level) => {
    const [mean, variance] = tensors.slice(2 * level, 2 * level + 2);
    if (mean === undefined || variance === undefined) throw new Error(`Level ${level + 1} has no moments.`);
    return { mean, variance };
  });
}
