import { gan } from './gan.ts';
import type { BenchModel, ModelName } from './model.ts';
import { transformer } from './transformer.ts';
import { vae } from './vae.ts';

/** Without TensorFlow: a model loads nothing until it is built. */
export const models: Readonly<Record<ModelName, BenchModel>> = { vae, gan, transformer };

export const modelNames: readonly ModelName[] = ['vae', 'gan', 'transformer'];

/** @throws where no model has the name. */
export function modelOf(name: string | undefined): BenchModel {
  const found = modelNames.find((one) => one === name);
  if (found === undefined) throw new Error(`There is no model ${name}; there are ${modelNames.join(', ')}.`);
  return models[found];
}
