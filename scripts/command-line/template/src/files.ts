import { layersModelFiles, readLayersModel, type ImageDescription, type ModelFile, type TensorFlow } from 'flywheel/plugin';
import type { Autoencoder } from './model.ts';

/** What a reader of the weights has to know beside them. */
export type About = ImageDescription['image'] & { readonly noise: number };

type ReadFile = (path: string) => Promise<Uint8Array>;

/** The published files, in TensorFlow.js's own format: a browser reads them with `tf.loadLayersModel`. */
export async function modelFiles(tf: TensorFlow, model: Autoencoder, about: About): Promise<ModelFile[]> {
  return [{ path: 'about.json', bytes: new TextEncoder().encode(JSON.stringify(about)) }, ...(await layersModelFiles(tf, model))];
}

/** Reads what `modelFiles` wrote. The caller disposes the model. */
export async function readModelFiles(tf: TensorFlow, readFile: ReadFile): Promise<{ model: Autoencoder; about: About }> {
  const about: About = JSON.parse(new TextDecoder().decode(await readFile('about.json')));
  return { about, model: await readLayersModel(tf, readFile) };
}
