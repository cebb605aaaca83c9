import type { ImageDescription, ModelFile, TensorFlow } from 'flywheel/plugin';
import type { Autoencoder } from './model.ts';

/** What a reader of the weights has to know beside them. */
export type About = ImageDescription['image'] & { readonly noise: number };

type ReadFile = (path: string) => Promise<Uint8Array>;

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

/** The published files, in TensorFlow.js's own format: a browser reads them with `tf.loadLayersModel`. */
export async function modelFiles(tf: TensorFlow, model: Autoencoder, about: About): Promise<ModelFile[]> {
  const files: ModelFile[] = [{ path: 'about.json', bytes: encode(about) }];
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    if (weightData === undefined) throw new Error('TensorFlow.js saved the model without weights.');
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    files.push(
      { path: 'model.json', bytes: encode({ format: 'layers-model', modelTopology, weightsManifest }) },
      { path: 'weights.bin', bytes: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)) },
    );
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  return files;
}

/** Reads what `modelFiles` wrote. The caller disposes the model. */
export async function readModelFiles(tf: TensorFlow, readFile: ReadFile): Promise<{ model: Autoencoder; about: About }> {
  const about: About = decode(await readFile('about.json'));
  const { modelTopology, weightsManifest } = decode(await readFile('model.json'));
  const weightData = (await readFile('weights.bin')).slice().buffer;
  return { about, model: await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData })) };
}
