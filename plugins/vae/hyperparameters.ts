import { boolean, choice, float, int } from 'flywheel/plugin';

export const hyperparameters = {
  epochs: int({ default: 10, minimum: 1, maximum: 10_000, description: 'Times that the training split is gone through.' }),
  batchSize: int({ default: 128, minimum: 1, maximum: 4096, description: 'Samples per training step.' }),
  learningRate: float({ default: 1e-3, minimum: 1e-7, maximum: 1, description: 'Highest step size of the optimizer.' }),
  optimizer: choice({ enumName: 'Optimizer', values: ['ADAM', 'ADAMW', 'SGD'], default: 'ADAM', description: 'How weights follow the gradient.' }),
  latentSize: int({ default: 2, minimum: 1, maximum: 512, description: 'Size of the latent space z.' }),
  beta: float({ default: 1, minimum: 0, maximum: 100, description: 'Weight of the KL term; 1 is the evidence lower bound (Higgins et al. 2017).' }),
  reconstructionLoss: choice({
    enumName: 'ReconstructionLoss',
    values: ['BINARY_CROSS_ENTROPY', 'MEAN_SQUARED_ERROR'],
    default: 'BINARY_CROSS_ENTROPY',
    description: 'How a pixel is modelled: Bernoulli, or Gaussian with unit variance.',
  }),
  conditional: boolean({ default: false, description: 'Condition encoder and decoder on the label.' }),
};
