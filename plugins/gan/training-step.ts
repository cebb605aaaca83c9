import type { Scalar } from '@tensorflow/tfjs';
import type { CompiledStep, Optimizer, Tensor, TrainContext, Variable } from 'flywheel/plugin';
import { realness } from './discriminator.ts';
import { drawImages } from './generator.ts';
import type { AdversarialLoss } from './hyperparameters.ts';
import { discriminatorLoss, generatorLoss, gradientPenalty, PENALTY_WEIGHT } from './losses.ts';
import type { NetworkShape } from './network-shape.ts';
import { iterate, keepVectors, normalized } from './spectral-norm.ts';
import type { Weights } from './weights.ts';

export interface Game {
  readonly shape: NetworkShape;
  readonly loss: AdversarialLoss;
  readonly generator: Weights<Variable>;
  readonly discriminator: Weights<Variable>;
  /** Empty without spectral normalization. */
  readonly vectors: Weights<Variable>;
  readonly generatorOptimizer: Optimizer;
  /** Whether the generator's optimizer keeps averages. */
  readonly averaged: boolean;
  readonly discriminatorOptimizer: Optimizer;
}

/** Real images [n, height, width, channels] in −1 to 1, how much each counts [n], and for conditional models their labels' one-hot rows. */
export type GameStep = CompiledStep<[images: Tensor, weights: Tensor | undefined, ...labels: Tensor[]], Readonly<Record<string, Scalar>>>;
type Context = Pick<TrainContext, 'tf' | 'compile' | 'random'>;

/** A step of the discriminator alone. Gives its loss before the step. */
export function compileDiscriminatorStep(context: Context, game: Game): GameStep {
  return context.compile((images: Tensor, weights: Tensor | undefined, ...[labels]: Tensor[]) => ({ discriminator_loss: moveDiscriminator(context, game, { images, weights, labels }) }), { name: "The discriminator's step" });
}

/** A step of the discriminator, then one of the generator against it. Gives each one's loss before its step. */
export function compileGameStep(context: Context, game: Game): GameStep {
  return context.compile((images: Tensor, weights: Tensor | undefined, ...[labels]: Tensor[]) => ({
    discriminator_loss: moveDiscriminator(context, game, { images, weights, labels }),
    generator_loss: moveGenerator(context, game, { images, weights, labels }),
  }), { name: 'The training step' });
}

interface Real {
  readonly images: Tensor;
  readonly weights: Tensor | undefined;
  readonly labels: Tensor | undefined;
}

/** Drawn images have weights where they have labels: those of the real ones whose labels they were drawn for. */
function moveDiscriminator({ tf, random }: Context, game: Game, { images, weights: counts, labels }: Real): Scalar {
  const { shape, loss, discriminator, vectors, discriminatorOptimizer } = game;
  const n = images.shape[0] ?? 0;
  const drawn = drawImages(tf, shape, game.generator, random.normal([n, shape.latentSize]), labels);
  const estimates = iterate(tf, discriminator, vectors);
  const mix = loss === 'WASSERSTEIN_GP' ? random.uniform([n, 1, 1, 1]) : undefined;
  const value = discriminatorOptimizer.minimize(() => {
    const weights = normalized(tf, discriminator, estimates);
    // Both in one pass: half the calls, and nothing in the network looks across images.
    const both = realness(tf, shape, weights, tf.concat([images, drawn]), labels === undefined ? undefined : tf.concat([labels, labels]));
    const [real, fake] = [tf.slice(both, [0], [n]), tf.slice(both, [n], [n])];
    const told = discriminatorLoss(tf, loss, real, fake, { real: counts, drawn: labels && counts });
    if (mix === undefined) return told;
    const penalty = gradientPenalty(tf, (between) => realness(tf, shape, weights, between, labels), images, drawn, mix);
    return tf.add(told, tf.mul(penalty, PENALTY_WEIGHT));
  }, [...discriminator.values()]);
  keepVectors(vectors, estimates);
  return value;
}

/** Labels as in the batch, so that they are as frequent as among the real images. */
function moveGenerator({ tf, random }: Context, game: Game, { images, weights: counts, labels }: Real): Scalar {
  const n = images.shape[0] ?? 0;
  const { shape, loss, generator, discriminator, vectors, generatorOptimizer } = game;
  const latents = random.normal([n, shape.latentSize]);
  const weights = normalized(tf, discriminator, iterate(tf, discriminator, vectors));
  return generatorOptimizer.minimize(() => generatorLoss(tf, loss, realness(tf, shape, weights, drawImages(tf, shape, generator, latents, labels), labels), labels && counts), [...generator.values()]);
}
