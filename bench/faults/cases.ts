import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMnist } from '../mnist.ts';
import { importStored } from '../stored-dataset.ts';
import { type LabelledImage, plantImages } from './plant-images.ts';
import { plantRows } from './plant-rows.ts';
import { type LabelledText, plantTexts } from './plant-texts.ts';
import { readCsv } from './read-csv.ts';
import type { Planted, Shares } from './planted.ts';

export interface FaultCase {
  clean(): Promise<Omit<Planted, 'faults' | 'unreadable'>>;
  plant(): Promise<Planted>;
}

const IMAGES = { TRAIN: 10_000, TEST: 2_000 };
const REVIEWS = { TRAIN: 10_000, TEST: 2_000 };

export interface Planting extends Shares {
  readonly seed: number;
}

/** Real data of three kinds, by name, each read when it is asked for: texts of 77 classes and of two, tables of two classes, digits. */
export function faultCases(folder: string, planting: Planting): ReadonlyMap<string, () => Promise<FaultCase>> {
  return new Map([
    ['banking77', () => textCase(folder, planting)],
    ['imdb', () => reviewCase(folder, planting)],
    ['fraud', () => tableCase(join(folder, 'creditcard_fraud'), 'creditcard_train.csv', 'creditcard_test.csv', planting)],
    ['credit', () => tableCase(join(folder, 'uci_credit_default'), 'UCI_Credit_Card_train.csv', 'UCI_Credit_Card_test.csv', planting)],
    ['mnist', () => imageCase(folder, planting)],
  ]);
}

async function textCase(folder: string, { seed, ...shares }: Planting): Promise<FaultCase> {
  const read = async (name: string): Promise<LabelledText[]> => (await readCsv(join(folder, 'banking77', name))).slice(1).map(([text = '', label = '']) => ({ text, label }));
  const [train, test] = [await read('train.csv'), await read('test.csv')];
  const file = async (name: string) => readFile(join(folder, 'banking77', name));
  return {
    clean: async () => ({ kind: 'TEXT', format: 'CSV', files: { 'train.csv': await file('train.csv'), 'test.csv': await file('test.csv') } }),
    plant: async () => plantTexts(train, test, seed, shares),
  };
}

/** Some of IMDB's reviews. */
async function reviewCase(folder: string, { seed, ...shares }: Planting): Promise<FaultCase> {
  const { dataset } = await importStored({ kind: 'TEXT', format: 'CSV', files: [join(folder, 'imdb', 'imdb_csv.zip')], split: { validation: 0, test: 0, seed: 0 } });
  const first = async (split: 'TRAIN' | 'TEST', size: number): Promise<LabelledText[]> => {
    for await (const { texts, labels } of dataset.batches({ split, size, shuffle: { seed: 1, epoch: 1 } })) return texts.map((text, index) => ({ text, label: dataset.classes[labels[index] ?? 0] ?? '' }));
    return [];
  };
  const [train, test] = [await first('TRAIN', REVIEWS.TRAIN), await first('TEST', REVIEWS.TEST)];
  await dataset.close();
  return { clean: async () => plantTexts(train, test, seed, { share: 0 }), plant: async () => plantTexts(train, test, seed, shares) };
}

async function tableCase(folder: string, trainFile: string, testFile: string, { seed, ...shares }: Planting): Promise<FaultCase> {
  const read = async (file: string) => await readCsv(join(folder, file));
  const [[header = [], ...train], [, ...test]] = [await read(trainFile), await read(testFile)];
  const bytes = async (file: string) => readFile(join(folder, file));
  return {
    clean: async () => ({ kind: 'TABULAR', format: 'CSV', files: { 'train.csv': await bytes(trainFile), 'test.csv': await bytes(testFile) } }),
    plant: async () => plantRows(header.join(','), train, test, seed, shares),
  };
}

async function imageCase(folder: string, { seed, ...shares }: Planting): Promise<FaultCase> {
  const data = await readMnist(join(folder, 'mnist'), seed);
  const first = async (split: 'TRAIN' | 'TEST'): Promise<LabelledImage[]> => {
    for await (const { images, labels, count } of data.batches({ split, size: IMAGES[split] })) {
      return Array.from({ length: count }, (_, k) => ({ pixels: Uint8Array.from(images.subarray(k * 784, (k + 1) * 784), (value) => Math.round(value * 255)), label: labels[k] ?? 0 }));
    }
    return [];
  };
  const [train, test] = [await first('TRAIN'), await first('TEST')];
  return { clean: async () => plantImages(train, test, seed, { share: 0 }), plant: () => plantImages(train, test, seed, shares) };
}
