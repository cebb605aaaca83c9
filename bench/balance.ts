import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AnyPlugin, DatasetDescription } from 'flywheel/plugin';
import transformer from '../plugins/transformer/index.ts';
import vae from '../plugins/vae/index.ts';
import { openDataset } from '../src/data/open-dataset.ts';
import { balancedCounts, type ClassBalance, classBalances } from '../src/domain/class-balance.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';
import { openBackend } from '../src/tensor/backend.ts';
import { createRandom } from '../src/tensor/random.ts';
import { createTensorTools, type TensorTools } from '../src/tensor/tools.ts';
import { drawMissing } from './balance/draw-missing.ts';
import { trainModel } from './balance/train-model.ts';
import { twoDigits } from './balance/two-digits.ts';
import { importStored } from './stored-dataset.ts';

const options = {
  data: { type: 'string', default: '../shared/data' },
  only: { type: 'string', multiple: true, default: ['digits', 'fraud'] as string[] },
  balance: { type: 'string', multiple: true, default: [...classBalances] as string[] },
  seed: { type: 'string', default: '1' },
  /** Thousands of samples that training goes through, whatever the balance makes of an epoch. */
  samples: { type: 'string' },
} as const;

/** Digits 4 and 9 are those that are confused most. */
const DIGITS = [4, 9] as const;
const VAE = { conditional: true, latentSize: 10, epochs: 60, batchSize: 64 };

interface Stored {
  readonly store: LocalBlobStore;
  readonly prefix: string;
  readonly description: DatasetDescription;
}

/**
 * The Transformer on unequal classes under each balance, side by side, with as many samples gone through each time:
 * `npm run bench -- balance [--only digits] [--only fraud] [--balance NONE] [--seed 1] [--samples 40]`. Prints lines of a table.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const { tf } = await openBackend('tensorflow');
  const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
  const seed = Number(values.seed);
  console.log('| data | balance | an epoch has | recall of the rare class | its average precision | accuracy | loss | seconds |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const name of values.only) {
    const stored = name === 'digits' ? await digits(values.data) : await fraud(values.data);
    const samples = 1000 * Number(values.samples ?? (name === 'digits' ? 40 : 100));
    for (const balance of classBalances) {
      if (!values.balance.includes(balance) || (balance === 'GENERATED' && stored.description.kind !== 'IMAGE')) continue;
      console.log(await line(name, tools, stored, balance, seed, samples));
    }
  }
}

async function digits(folder: string): Promise<Stored> {
  const files = await twoDigits(join(folder, 'mnist'), DIGITS);
  return openedBy(await importStored({ kind: 'IMAGE', format: 'IDX', files }));
}

async function fraud(folder: string): Promise<Stored> {
  const files = ['creditcard_train.csv', 'creditcard_test.csv'].map((file) => join(folder, 'creditcard_fraud', file));
  return openedBy(await importStored({ kind: 'TABULAR', format: 'CSV', files }));
}

const openedBy = ({ folder, prefix, description }: Awaited<ReturnType<typeof importStored>>): Stored => ({ store: new LocalBlobStore(folder), prefix, description });

async function line(name: string, tools: TensorTools, stored: Stored, balance: ClassBalance, seed: number, samples: number): Promise<string> {
  const start = performance.now();
  const { store, prefix, description } = stored;
  const generatedKey = `${prefix}-generated-${seed}`;
  if (balance === 'GENERATED') await generate(tools, stored, seed, generatedKey);
  const data = await openDataset(store, prefix, description, { balance, seed, ...(balance === 'GENERATED' && { generatedKey }) });
  const epochs = Math.max(1, Math.round(samples / data.counts.TRAIN));
  const plugin: AnyPlugin = transformer;
  const model = await trainModel({ plugin, tools, data, seed, settings: { epochs, batchSize: 64 } });
  const found = await model.evaluate({ data, split: 'TEST', random: createRandom(tools.tf, 'TENSORFLOW', seed), signal: new AbortController().signal });
  model.dispose();
  await data.close();
  const percent = (metric: string) => `${(100 * (found[metric] ?? NaN)).toFixed(1)} %`;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  return `| ${name} | ${balance} | ${data.counts.TRAIN} × ${epochs} | ${percent('rarest_recall')} | ${(found['average_precision'] ?? NaN).toFixed(3)} | ${percent('accuracy')} | ${(found['loss'] ?? NaN).toFixed(3)} | ${seconds} |`;
}

/** Trains a conditional VAE on the same training split, and has it draw what the rare class lacks. */
async function generate(tools: TensorTools, { store, prefix, description }: Stored, seed: number, key: string): Promise<void> {
  if (description.kind !== 'IMAGE') throw new Error('Images alone are drawn.');
  const data = await openDataset(store, prefix, description);
  const counts = data.classes.map(() => 0);
  for await (const { labels } of data.batches({ split: 'TRAIN', size: 1000 })) for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const plugin: AnyPlugin = vae;
  const model = await trainModel({ plugin, tools, data, seed, settings: VAE });
  await drawMissing(tools, model, data, balancedCounts('GENERATED', counts).map((count, index) => count - (counts[index] ?? 0)), store, key);
  model.dispose();
  await data.close();
}
