import { float, int, text } from 'flywheel/plugin';

export const hyperparameters = {
  epochs: int({ default: 1, minimum: 1, maximum: 1000, description: 'Times that the training split is gone through.' }),
};

export const prompt = {
  count: int({ default: 1, minimum: 1, maximum: 1_000_000, description: 'Images to make.' }),
  seed: int({ minimum: 0, maximum: 2_147_483_647, description: 'The same seed makes the same images.' }),
  label: text({ maxLength: 200, description: 'Refused: this model knows no labels.' }),
  noise: float({ default: 0.1, minimum: 0, maximum: 1, description: 'Highest difference of a pixel from the mean, of 1.' }),
};
