import type { ModelFile, NamedTensors, TensorFlow } from 'flywheel/plugin';
import { z } from 'zod';
import type { Weights } from './layers/weights.ts';

/** The weights in TensorFlow.js's own manifest, so that `tf.io.loadWeights` reads them anywhere; the layers are made by `flywheel.json`. */
const weightsFile = z.object({
  format: z.literal('flywheel-transformer'),
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.literal('float32') })),
    }),
  ]),
});

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/**
 * The published files: `flywheel.json` (the task, its settings, classes, vocabulary: all that makes the network again),
 * `model.json` and `weights.bin`.
 *
 * @param values  to publish in place of the variables' own, for example their moving averages
 */
export async function modelFiles(weights: Weights, description: object, values: NamedTensors = Object.fromEntries(weights.all)): Promise<ModelFile[]> {
  const named = [...weights.all.keys()].map((name) => {
    const tensor = values[name];
    if (tensor === undefined) throw new Error(`There is no value of ${name} to publish.`);
    return { name, tensor };
  });
  const parts = await Promise.all(named.map(async ({ tensor }) => Float32Array.from(await tensor.data())));
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer), end);
    end += part.byteLength;
  }
  const manifest = [{ paths: ['weights.bin'], weights: named.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: 'float32' })) }];
  return [
    { path: 'flywheel.json', bytes: json(description) },
    { path: 'model.json', bytes: json({ format: 'flywheel-transformer', weightsManifest: manifest }) },
    { path: 'weights.bin', bytes },
  ];
}

/** Puts published weights into a network that was made by the same description. */
export async function readWeights(tf: TensorFlow, weights: Weights, readFile: (path: string) => Promise<Uint8Array>): Promise<void> {
  const { weightsManifest } = weightsFile.parse(JSON.parse(new TextDecoder().decode(await readFile('model.json'))));
  const bytes = (await readFile('weights.bin')).slice();
  tf.tidy(() => weights.assign(tf.io.decodeWeights(bytes.buffer, weightsManifest[0].weights)));
}
