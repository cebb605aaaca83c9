import type { LayersModel } from '@tensorflow/tfjs';
import type { ModelFile, TensorFlow } from 'flywheel/plugin';
import { z } from 'zod';
import { parseDescription, type ModelDescription } from './model-description.ts';

/** The networks of a trained model, each in a folder of its name. */
export interface Networks {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  readonly features: LayersModel;
}

/** TensorFlow.js's own format, as `tf.loadLayersModel` reads it; one weight file per model. */
const layersModelFile = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.int().positive()), dtype: z.literal('float32') })),
    }),
  ]),
});

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 1));

/** The published files: the networks in TensorFlow.js's format, and `flywheel.json`. */
export async function modelFiles(tf: TensorFlow, { generator, discriminator, features }: Networks, description: ModelDescription): Promise<ModelFile[]> {
  return [
    { path: 'flywheel.json', bytes: json(description) },
    ...(await layersModelFiles(tf, 'generator', generator)),
    ...(await layersModelFiles(tf, 'discriminator', discriminator)),
    ...(await layersModelFiles(tf, 'features', features)),
  ];
}

/** Reads what drawing and evaluating need of what `modelFiles` wrote. The caller disposes the models. */
export async function readModelFiles(tf: TensorFlow, readFile: (path: string) => Promise<Uint8Array>): Promise<Pick<Networks, 'generator' | 'features'> & { description: ModelDescription }> {
  const description = parseDescription(await readFile('flywheel.json'));
  const generator = await readLayersModel(tf, 'generator', readFile);
  return { description, generator, features: await readLayersModel(tf, 'features', readFile) };
}

async function layersModelFiles(tf: TensorFlow, folder: string, model: LayersModel): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, generatedBy }) => {
    if (modelTopology === undefined || weightData === undefined) throw new Error(`TensorFlow.js saved the ${folder} without layers or weights.`);
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    files.push(
      { path: `${folder}/model.json`, bytes: json({ format: 'layers-model', generatedBy, convertedBy: null, modelTopology, weightsManifest }) },
      { path: `${folder}/weights.bin`, bytes: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)) },
    );
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return files;
}

async function readLayersModel(tf: TensorFlow, folder: string, readFile: (path: string) => Promise<Uint8Array>): Promise<LayersModel> {
  const text = new TextDecoder().decode(await readFile(`${folder}/model.json`));
  const { modelTopology, weightsManifest } = layersModelFile.parse(JSON.parse(text));
  const weights = await readFile(`${folder}/weights.bin`);
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: weights.slice().buffer }));
}
