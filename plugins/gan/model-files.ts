import type { LayersModel } from '@tensorflow/tfjs';
import { layersModelFiles, readLayersModel, type ModelFile, type TensorFlow } from 'flywheel/plugin';
import { parseDescription, type ModelDescription } from './model-description.ts';

/** The networks of a trained model, each in a folder of its name. */
export interface Networks {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  readonly features: LayersModel;
}

/** The published files: the networks in TensorFlow.js's format, and `flywheel.json`. */
export async function modelFiles(tf: TensorFlow, { generator, discriminator, features }: Networks, description: ModelDescription): Promise<ModelFile[]> {
  return [
    { path: 'flywheel.json', bytes: new TextEncoder().encode(JSON.stringify(description, null, 1)) },
    ...(await layersModelFiles(tf, generator, 'generator')),
    ...(await layersModelFiles(tf, discriminator, 'discriminator')),
    ...(await layersModelFiles(tf, features, 'features')),
  ];
}

/** Reads what drawing and evaluating need of what `modelFiles` wrote. The caller disposes the models. */
export async function readModelFiles(tf: TensorFlow, readFile: (path: string) => Promise<Uint8Array>): Promise<Pick<Networks, 'generator' | 'features'> & { description: ModelDescription }> {
  const description = parseDescription(await readFile('flywheel.json'));
  const generator = await readLayersModel(tf, readFile, 'generator');
  return { description, generator, features: await readLayersModel(tf, readFile, 'features') };
}
