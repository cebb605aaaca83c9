import { parseValues, type Dataset, type TrainContext } from 'flywheel/plugin';
import { hyperparameters, type Hyperparameters } from '../plugins/vae/hyperparameters.ts';
import { openBackend } from '../src/tensor/backend.ts';
import { createRandom } from '../src/tensor/random.ts';
import { createTensorTools } from '../src/tensor/tools.ts';

/** A training context without a host: no checkpoints, no cancelling. */
export async function bareContext(data: Dataset<'IMAGE'>, settings: Readonly<Record<string, unknown>>, seed: number): Promise<TrainContext<Hyperparameters, 'IMAGE'>> {
  const parsed = parseValues(hyperparameters, settings);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
  const { tf } = await openBackend('tensorflow');
  return {
    hyperparameters: parsed.values,
    data,
    seed,
    precision: 'FLOAT32',
    random: createRandom(tf, 'TENSORFLOW', seed),
    ...createTensorTools(tf, 'TENSORFLOW', console.warn),
    checkpoints: { latest: async () => undefined, best: async () => undefined, due: () => false },
    signal: new AbortController().signal,
    shouldStop: () => false,
  };
}
