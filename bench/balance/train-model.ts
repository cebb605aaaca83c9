import { type AnyPlugin, type Dataset, type LoadedModel, type ModelFile, parseValues } from 'flywheel/plugin';
import { createRandom } from '../../src/tensor/random.ts';
import type { TensorTools } from '../../src/tensor/tools.ts';

export interface Training {
  readonly plugin: AnyPlugin;
  readonly tools: TensorTools;
  readonly data: Dataset;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/** Trains a plugin without the platform, as it fits itself to the data, and loads what it publishes. */
export async function trainModel({ plugin, tools, data, settings, seed }: Training): Promise<LoadedModel> {
  const parsed = parseValues(plugin.hyperparameters, settings);
  const fitted = parsed.ok && plugin.fitHyperparameters ? plugin.fitHyperparameters(parsed.values, data) : parsed;
  if (!fitted.ok) throw new Error(fitted.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
  const { executor } = await plugin.executor();
  let files: readonly ModelFile[] = [];
  for await (const event of executor.train({
    hyperparameters: fitted.values, data, seed,
    precision: 'FLOAT32',
    random: createRandom(tools.tf, 'TENSORFLOW', seed),
    ...tools,
    checkpoints: { latest: async () => undefined, best: async () => undefined, due: () => false },
    signal: new AbortController().signal,
    shouldStop: () => false,
  })) {
    if (event.type === 'model') files = event.files;
  }
  const readFile = async (path: string) => {
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`The model has no file ${path}.`);
    return file.bytes;
  };
  return executor.load({ readFile, dataset: data, ...tools });
}
