import { int } from 'flywheel/plugin';

/** What a person asks of a trained model. */
export const prompt = {
  count: int({ default: 1, minimum: 1, maximum: 64, description: 'Images to draw.' }),
  rounds: int({ default: 20, minimum: 1, maximum: 200, description: 'Times that noise is added and taken away; more rounds go further away from where they began.' }),
  seed: int({ minimum: 0, maximum: 2_147_483_647, description: 'The same seed draws the same images; without it they differ every time.' }),
};

export type Prompt = typeof prompt;
