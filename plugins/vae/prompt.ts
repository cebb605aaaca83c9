import { int, points, text } from 'flywheel/plugin';

export const prompt = {
  count: int({ default: 1, minimum: 1, maximum: 256, description: 'Images to make.' }),
  seed: int({ minimum: 0, maximum: 2_147_483_647, description: 'The same seed makes the same images; without it they differ every time.' }),
  label: text({ maxLength: 200, description: 'The class to draw; conditional models only. Without it each image has a random one.' }),
  latents: points({ maxPoints: 256, description: 'Points in latent space to decode instead of random ones, each latentSize numbers long.' }),
};

export type Prompt = typeof prompt;
