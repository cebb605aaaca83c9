import { int, points, text } from 'flywheel/plugin';

export const prompt = {
  count: int({ default: 1, minimum: 1, maximum: 256, description: 'Images to make.' }),
  seed: int({ minimum: 0, maximum: 2_147_483_647, description: 'The same seed makes the same images; without it they differ every time.' }),
  label: text({ maxLength: 200, description: 'The class to draw; conditional models only. Without it each image has a random one.' }),
  latents: points({ maxPoints: 256, description: 'Latents to draw from instead of random ones, each latentSize numbers long.' }),
  interpolation: points({ maxPoints: 64, description: 'Two or more latents; count images are drawn along the way through them, all of one label.' }),
};

export type Prompt = typeof prompt;
