import { boolean, choice, float, int } from 'flywheel/plugin';

export const hyperparameters = {
  epochs: int({ default: 10, minimum: 1, maximum: 10_000, description: 'Times that the training split is gone through.' }),
  batchSize: int({ default: 128, minimum: 1, maximum: 4096, description: 'Samples per training step.' }),
  learningRate: float({
    default: 2e-3,
    minimum: 1e-7,
    maximum: 1,
    description: 'Highest step size: reached after a short warm-up, then lowered to 0 along a cosine. SGD needs about 1e-5.',
  }),
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
  filters: int({ default: 32, minimum: 4, maximum: 256, description: 'Channels of the first convolution; the second has twice as many.' }),
  hiddenSize: int({ default: 256, minimum: 1, maximum: 4096, description: "Width of the encoder's dense layer, between the convolutions and z." }),
  decoderHiddenSize: int({ default: 256, minimum: 0, maximum: 4096, description: "Width of the decoder's first dense layer; 0 leaves it out." }),
};

export type Hyperparameters = typeof hyperparameters;
