import { parseValues, type Dataset, type DatasetKind, type ModelFile } from 'flywheel/plugin';
import { hyperparameters } from '../../plugins/transformer/hyperparameters.ts';
import type { FitTask, TaskExecutor } from '../../plugins/transformer/task.ts';
import { openBackend } from '../../src/tensor/backend.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const SEED = 1;

/**
 * Trains one of the Transformer's tasks without the platform, as the plugin fits it to the data, and measures the test
 * split at the end. Every event is a JSON line with the seconds since the start of training.
 *
 * @param assignments  `epochs=20`, as the command line has them; `seed=2` is the run's
 */
export async function runTask<K extends DatasetKind>(data: Dataset<K>, executor: TaskExecutor<K>, fit: FitTask<K>, assignments: readonly string[]): Promise<void> {
  const { seed = SEED, ...given } = Object.fromEntries(assignments.map((text) => text.split('=', 2)).map(([name, value]) => [name, readValue(value ?? '')]));
  const parsed = parseValues(hyperparameters, given);
  const fitted = parsed.ok ? fit(parsed.values, data) : parsed;
  if (!fitted.ok) throw new Error(fitted.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
  const { tf } = await openBackend('tensorflow');
  const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
  const start = performance.now();
  const print = (line: object) => console.log(JSON.stringify({ seconds: Math.round((performance.now() - start) / 100) / 10, ...line }));
  print({ settings: fitted.values, seed });

  let files: readonly ModelFile[] = [];
  let lastStep = 0;
  for await (const event of executor.train({
    hyperparameters: fitted.values,
    data,
    seed: Number(seed),
    precision: 'FLOAT32',
    random: createRandom(tf, 'TENSORFLOW', Number(seed)),
    ...tools,
    checkpoints: { latest: async () => undefined, best: async () => undefined, due: () => false },
    signal: new AbortController().signal,
    shouldStop: () => false,
  })) {
    if (event.type === 'log') print({ [event.level ?? 'INFO']: event.line });
    if (event.type === 'metrics' && (event.step - lastStep >= 100 || Object.keys(event.values).some((name) => name.startsWith('validation/')))) {
      lastStep = event.step;
      print({ step: event.step, epoch: event.progress.epoch, ...event.values });
    }
    if (event.type === 'model') {
      files = event.files;
      print({ parameters: event.parameterCount });
    }
  }

  const model = await executor.load({ readFile: async (path) => bytesOf(files, path), dataset: data, tf, nn: tools.nn, compile: tools.compile });
  const test = await model.evaluate({ data, split: 'TEST', random: createRandom(tf, 'TENSORFLOW', Number(seed)), signal: new AbortController().signal });
  print({ test, rssMegabytes: Math.round(process.memoryUsage().rss / 1e6) });
  model.dispose();
}

function bytesOf(files: readonly ModelFile[], path: string): Uint8Array {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`The model has no file ${path}.`);
  return file.bytes;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
