import { float, int } from 'flywheel/plugin';

/** Each becomes a typed field of the API, a range check and a control of the dashboard's form. */
export const hyperparameters = {
  epochs: int({ default: 5, minimum: 1, maximum: 1000, description: 'Times that the training split is gone through.' }),
  batchSize: int({ default: 64, minimum: 1, maximum: 4096, description: 'Images per training step.' }),
  learningRate: float({ default: 1e-3, minimum: 1e-6, maximum: 1, description: 'Step size of Adam.' }),
  hiddenSize: int({ default: 256, minimum: 8, maximum: 4096, description: 'Width of the layers before and after the code.' }),
  codeSize: int({ default: 64, minimum: 1, maximum: 1024, description: 'Numbers that an image is squeezed into.' }),
  noise: float({ default: 0.4, minimum: 0, maximum: 2, description: 'Standard deviation of the noise that is added to each pixel (0 to 1) and has to be taken away.' }),
};

export type Hyperparameters = typeof hyperparameters;
