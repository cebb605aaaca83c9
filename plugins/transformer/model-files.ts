import type { ExportGraph, ModelFile, NamedTensors, TensorFlow } from 'flywheel/plugin';
import { z } from 'zod';
import type { Weights } from './layers/weights.ts';

const graphModelFile = z.object({
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.enum(['float32', 'int32', 'bool']) })),
    }),
  ]),
});

/** The network as others use it: a function of tensors of fixed shapes, with one example of each input. */
export interface PublishedGraph {
  readonly run: (inputs: NamedTensors) => NamedTensors;
  readonly example: NamedTensors;
}

/**
 * The published files: `flywheel.json` (the task, its settings, classes, vocabulary: all that makes the network again),
 * and `model.json` with `weights.bin`, which `tf.loadGraphModel` reads anywhere and which hold the weights by name.
 */
export function modelFiles(exportGraph: ExportGraph, weights: Weights, description: object, { run, example }: PublishedGraph): ModelFile[] {
  const graph = exportGraph(run, example, { weights: Object.fromEntries(weights.all) });
  return [{ path: 'flywheel.json', bytes: new TextEncoder().encode(JSON.stringify(description)) }, ...graph];
}

type ReadFile = (path: string) => Promise<Uint8Array>;

/** What `flywheel.json` says. @throws ZodError where the file is of another kind of model. */
export async function readDescription<Description>(schema: z.ZodType<Description>, readFile: ReadFile): Promise<Description> {
  return schema.parse(JSON.parse(new TextDecoder().decode(await readFile('flywheel.json'))));
}

/** Puts published weights into a network that was made by the same description. */
export async function readWeights(tf: TensorFlow, weights: Weights, readFile: ReadFile): Promise<void> {
  const tensors = await readTensors(tf, readFile);
  try {
    weights.assign(tensors);
  } finally {
    tf.dispose(Object.values(tensors));
  }
}

/** Published weights by name. The caller disposes them. */
export async function readTensors(tf: TensorFlow, readFile: ReadFile): Promise<NamedTensors> {
  const { weightsManifest } = graphModelFile.parse(JSON.parse(new TextDecoder().decode(await readFile('model.json'))));
  const bytes = (await readFile('weights.bin')).slice();
  return tf.io.decodeWeights(bytes.buffer, weightsManifest[0].weights);
}
