/**
 * Trains the VAE on MNIST with its defaults and tells its losses epoch by epoch, as JSON lines:
 * `node --import tsx bench/quality.ts MNIST_FOLDER [latentSize=20 …] [--out FOLDER]`. With `--out` the model's files are kept.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelFile } from 'flywheel/plugin';
import { executor } from '../plugins/vae/executor.ts';
import { createRandom } from '../src/tensor/random.ts';
import { readMnist } from './mnist.ts';
import { bareContext } from './trainer.ts';

const SEED = 1;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [folder, ...assignments] = positionals;
if (folder === undefined) throw new Error('Say where the four files of MNIST are: node --import tsx bench/quality.ts FOLDER [latentSize=20]');
const settings = Object.fromEntries(assignments.map((text) => text.split('=', 2)).map(([name, value]) => [name, JSON.parse(value ?? '')]));

const print = (line: object) => console.log(JSON.stringify({ settings, ...line }));
const seconds = (since: number) => Math.round((performance.now() - since) / 100) / 10;

const data = await readMnist(folder, SEED);
const context = await bareContext(data, settings, SEED);
const start = performance.now();
let files: readonly ModelFile[] = [];
for await (const event of executor.train(context)) {
  if (event.type === 'metrics' && event.step % 100 === 0) print({ step: event.step, ...event.values, seconds: seconds(start) });
  if (event.type === 'metrics' && 'validation/loss' in event.values) print({ epoch: event.progress.epoch, ...event.values, seconds: seconds(start) });
  if (event.type === 'model') files = event.files;
}

const readFile = async (path: string) => {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`The model has no file ${path}.`);
  return file.bytes;
};
const model = await executor.load({ readFile, dataset: data, tf: context.tf, nn: context.nn, compile: context.compile });
const test = await model.evaluate({ data, split: 'TEST', random: createRandom(context.tf, 'TENSORFLOW', SEED), signal: context.signal });
print({ test, seconds: seconds(start), rssMegabytes: Math.round(process.memoryUsage().rss / 1e6) });
if (values.out !== undefined) {
  for (const { path, bytes } of files) {
    const target = join(values.out, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}
