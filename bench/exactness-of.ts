import type { Scalar } from '@tensorflow/tfjs';
import { openBackend } from '../src/tensor/backend.ts';
import { createRandom } from '../src/tensor/random.ts';
import { createTensorTools } from '../src/tensor/tools.ts';
import { modelOf } from './models/all.ts';
import type { BuiltModel, ModelName } from './models/model.ts';

const SEED = 1;

export interface Exactness {
  /** Losses that were compared. */
  readonly losses: number;
  /** What is not the same to the last bit: `loss K`, `weight K`, with how far it is off. */
  readonly differing: readonly string[];
  /** Steps that ran as a graph alone. */
  readonly replayed: number;
  readonly fallback: string | undefined;
}

/** Trains a model twice from one seed, noise and dropout on: as written and compiled; compares every loss, and the weights after the last step. */
export async function compareModel(name: ModelName, steps: number): Promise<Exactness> {
  const { tf } = await openBackend('tensorflow');
  const tools = createTensorTools(tf, 'TENSORFLOW', () => undefined);
  const train = (way: (model: BuiltModel) => BuiltModel['step']) => {
    const model = modelOf(name).build(tools, createRandom(tf, 'TENSORFLOW', SEED));
    const step = way(model);
    const losses = Array.from({ length: steps }, () => numberOf(step(...model.batch)));
    const weights = model.variables.map((variable) => Float32Array.from(variable.dataSync<'float32'>()));
    tf.dispose([...model.variables, ...model.batch]);
    return { losses, weights };
  };
  const eager = train(({ step }) => step);
  let ran = 0;
  let fallback: string | undefined;
  const compiled = train(({ step }) => {
    const graph = tools.compile((...batch: Parameters<typeof step>) => (ran += 1, step(...batch)));
    return (...batch) => {
      const loss = graph(...batch);
      fallback = graph.fallback;
      return loss;
    };
  });
  const differing = [
    ...eager.losses.flatMap((loss, k) => told(`loss ${k}`, [loss], [compiled.losses[k] ?? NaN])),
    ...eager.weights.flatMap((weight, k) => told(`weight ${k}`, weight, compiled.weights[k] ?? [])),
  ];
  return { losses: compiled.losses.length, differing, replayed: steps - ran, fallback };
}

function told(what: string, wanted: ArrayLike<number>, found: ArrayLike<number>): string[] {
  let furthest = 0;
  let count = 0;
  for (let k = 0; k < wanted.length; k += 1) {
    const [a = NaN, b = NaN] = [wanted[k], found[k]];
    if (Object.is(a, b)) continue;
    count += 1;
    furthest = Math.max(furthest, Math.abs(a - b));
  }
  return count === 0 ? [] : [`${what}: ${count} of ${wanted.length} numbers, by up to ${furthest}`];
}

function numberOf(loss: Scalar): number {
  const [value = NaN] = loss.dataSync();
  loss.dispose();
  return value;
}
