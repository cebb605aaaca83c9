import { boolean, choice, float, int } from 'flywheel/plugin';

export const adversarialLosses = ['NON_SATURATING', 'HINGE', 'WASSERSTEIN_GP'] as const;
export type AdversarialLoss = (typeof adversarialLosses)[number];

export const hyperparameters = {
  epochs: int({ default: 10, minimum: 1, maximum: 10_000, description: 'Times that the training split is gone through.' }),
  batchSize: int({ default: 128, minimum: 2, maximum: 4096, description: 'Real images per training step; as many are drawn beside them.' }),
  loss: choice({
    enumName: 'AdversarialLoss',
    values: adversarialLosses,
    default: 'NON_SATURATING',
    description: 'The game: non-saturating (Goodfellow et al. 2014), hinge (Lim & Ye 2017), or Wasserstein with gradient penalty (Gulrajani et al. 2017).',
  }),
  conditional: boolean({ default: false, description: 'Draw by label; the discriminator has one output per class (projection; Miyato & Koyama 2018).' }),
  generatorLearningRate: float({ minimum: 1e-7, maximum: 1, description: 'Step size of the generator (Adam). Without it, what suits the loss: docs/gan.md.' }),
  discriminatorLearningRate: float({ minimum: 1e-7, maximum: 1, description: 'Step size of the discriminator (Adam; two rates after Heusel et al. 2017). Without it, what suits the loss.' }),
  discriminatorSteps: int({ default: 1, minimum: 1, maximum: 10, description: "Steps of the discriminator, each on a batch of its own, for one of the generator." }),
  spectralNormalization: boolean({ description: "Divide the discriminator's weights by their greatest singular value (Miyato et al. 2018). Without it: yes, but for WASSERSTEIN_GP." }),
  latentSize: int({ default: 100, minimum: 1, maximum: 512, description: 'Numbers that an image is drawn from.' }),
  filters: int({ default: 48, minimum: 4, maximum: 256, description: "Channels beside the image's pixels, in both networks; they double with every halving of its sides." }),
  averageDecay: float({ default: 0.985, minimum: 0, maximum: 0.99999, description: "Share of the generator's moving average that each step keeps; images come from the average. 0: from the weights themselves." }),
};

export type Hyperparameters = typeof hyperparameters;
