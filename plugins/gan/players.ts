import { constantRate, type Optimizer, type TrainContext, type Variable } from 'flywheel/plugin';
import { discriminatorWeights } from './discriminator.ts';
import type { Settings } from './fit-hyperparameters.ts';
import { generatorWeights } from './generator.ts';
import type { AdversarialLoss } from './hyperparameters.ts';
import type { NetworkShape } from './network-shape.ts';
import { singularVectors } from './spectral-norm.ts';
import type { Game } from './training-step.ts';
import { createWeights } from './weights.ts';

/** Adam's decays: Radford et al. 2016, and for Wasserstein Gulrajani et al. 2017. */
const betas: Readonly<Record<AdversarialLoss, { readonly beta1: number; readonly beta2: number }>> = {
  NON_SATURATING: { beta1: 0.5, beta2: 0.999 },
  HINGE: { beta1: 0.5, beta2: 0.999 },
  WASSERSTEIN_GP: { beta1: 0, beta2: 0.9 },
};

/** Both networks at their start, with their optimizers. `disposeGame` frees them. */
export function createGame({ tf, random, createOptimizer }: Pick<TrainContext, 'tf' | 'random' | 'createOptimizer'>, shape: NetworkShape, hp: Settings): Game {
  const judging = discriminatorWeights(shape);
  const adam = (rate: number, average?: number): Optimizer =>
    createOptimizer('ADAM', { learningRate: constantRate(rate), ...betas[hp.loss], ...(average === undefined || average === 0 ? {} : { average }) });
  return {
    shape,
    loss: hp.loss,
    generator: createWeights(tf, random, generatorWeights(shape)),
    discriminator: createWeights(tf, random, judging),
    vectors: createWeights(tf, random, hp.spectralNormalization ? singularVectors(judging) : []),
    generatorOptimizer: adam(hp.generatorLearningRate, hp.averageDecay),
    averaged: hp.averageDecay > 0,
    discriminatorOptimizer: adam(hp.discriminatorLearningRate),
  };
}

export function disposeGame(game: Game): void {
  for (const weights of [game.generator, game.discriminator, game.vectors]) for (const variable of weights.values()) variable.dispose();
  game.generatorOptimizer.dispose();
  game.discriminatorOptimizer.dispose();
}

/** All that steps change beside the optimizers' state, under names that are the same in every process. */
export function variablesOfGame({ generator, discriminator, vectors }: Game): [string, Variable][] {
  const parts = { generator, discriminator, vector: vectors };
  return Object.entries(parts).flatMap(([part, weights]) => [...weights].map(([name, variable]): [string, Variable] => [`${part}/${name}`, variable]));
}
