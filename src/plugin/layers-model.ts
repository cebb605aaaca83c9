import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { z } from 'zod';
import type { ModelFile } from './executor.ts';
import type { Tensor, TensorFlow } from './tensors.ts';

/** TensorFlow.js's own format, as `tf.loadLayersModel` reads it; one weight file per model. */
const layersModelFile = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.enum(['float32', 'int32', 'bool']) })),
    }),
  ]),
});

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 1));
const prefixOf = (folder: string | undefined) => (folder === undefined ? '' : `${folder}/`);

/**
 * A model of layers as files that `tf.loadLayersModel` reads anywhere, a browser included: `model.json` and `weights.bin`.
 *
 * @param folder  where they lie; at the top where absent
 */
export async function layersModelFiles(tf: TensorFlow, model: LayersModel, folder?: string): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, generatedBy }) => {
    if (modelTopology === undefined || weightData === undefined) throw new Error(`TensorFlow.js saved the model ${model.name} without layers or weights.`);
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    files.push(
      { path: `${prefixOf(folder)}model.json`, bytes: json({ format: 'layers-model', generatedBy, convertedBy: null, modelTopology, weightsManifest }) },
      { path: `${prefixOf(folder)}weights.bin`, bytes: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)) },
    );
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return files;
}

/** Reads what `layersModelFiles` wrote. The caller disposes the model. Throws where the files are of another format. */
export async function readLayersModel(tf: TensorFlow, readFile: (path: string) => Promise<Uint8Array>, folder?: string): Promise<LayersModel> {
  const text = new TextDecoder().decode(await readFile(`${prefixOf(folder)}model.json`));
  const { modelTopology, weightsManifest } = layersModelFile.parse(JSON.parse(text));
  const weights = await readFile(`${prefixOf(folder)}weights.bin`);
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: weights.slice().buffer }));
}

/** Runs a model of layers on tensors; TensorFlow.js types `apply` for tensors and symbols, one and many, alike. */
export function applyModel(model: LayersModel, inputs: readonly Tensor[]): Tensor[] {
  const output = model.apply([...inputs]);
  return (Array.isArray(output) ? output : [output]).map((tensor) => {
    if (!('dataId' in tensor)) throw new Error(`The model ${model.name} answered tensors with a symbol.`);
    return tensor;
  });
}

/** Runs a model that has one output. */
export function applyToOne(model: LayersModel, inputs: readonly Tensor[]): Tensor {
  const [output, ...more] = applyModel(model, inputs);
  if (output === undefined || more.length > 0) throw new Error(`The model ${model.name} has ${more.length + 1} outputs, not one.`);
  return output;
}

/** Puts layers one behind the other. */
export function chainLayers(input: SymbolicTensor | SymbolicTensor[], steps: readonly layers.Layer[]): SymbolicTensor {
  let last = input;
  for (const layer of steps) {
    const output = layer.apply(last);
    if (Array.isArray(output) || 'dataId' in output) throw new Error(`The layer ${layer.name} does not give one symbol.`);
    last = output;
  }
  if (Array.isArray(last)) throw new Error('A chain needs at least one layer.');
  return last;
}
