import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnRoles, DataFormat } from '../../src/domain/dataset-import.ts';
import type { DatasetKind } from '../../src/plugin/index.ts';

export interface RealSet {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  /** Paths. */
  readonly files: readonly string[];
  readonly columns?: ColumnRoles;
}

/** Well-known sets as they are published, from the folder that the tests read, too. */
export async function realSets(folder: string): Promise<RealSet[]> {
  const set = (name: string, kind: DatasetKind, format: DataFormat, of: string, files: readonly string[]): RealSet => ({ name, kind, format, files: files.map((file) => join(folder, of, file)) });
  return [
    set('mnist', 'IMAGE', 'IDX', 'mnist', await readdir(join(folder, 'mnist'))),
    set('cats_dogs', 'IMAGE', 'IMAGE_ARCHIVE', 'cats_dogs', ['cats_dogs_64.zip']),
    set('cats_dogs originals', 'IMAGE', 'IMAGE_ARCHIVE', 'cats_dogs', ['originals_sample.zip']),
    set('pneumoniamnist', 'IMAGE', 'IMAGE_ARCHIVE', 'pneumoniamnist', ['pneumonia_png.zip']),
    set('imdb', 'TEXT', 'TEXT_ARCHIVE', 'imdb', ['aclImdb.tar.gz']),
    set('banking77', 'TEXT', 'CSV', 'banking77', ['train.csv', 'test.csv']),
    set('tiny_shakespeare', 'TEXT', 'TEXT_FILE', 'tiny_shakespeare', ['input.txt']),
    set('gsm8k', 'TEXT_PAIR', 'JSONL', 'gsm8k', ['train.jsonl', 'test.jsonl']),
    set('multi30k_en_de', 'TEXT_PAIR', 'PARALLEL_TEXT', 'multi30k_en_de', ['train', 'val', 'test_2016_flickr'].flatMap((split) => [`${split}.de.gz`, `${split}.en.gz`])),
    set('creditcard_fraud', 'TABULAR', 'CSV', 'creditcard_fraud', ['creditcard_train.csv', 'creditcard_test.csv']),
    set('uci_credit_default', 'TABULAR', 'CSV', 'uci_credit_default', ['UCI_Credit_Card_train.csv', 'UCI_Credit_Card_test.csv']),
    set('uci_student', 'TABULAR', 'CSV', 'uci_student', ['student-mat.csv']),
    set('movielens_100k', 'INTERACTION', 'TSV', 'movielens_100k', ['u.data']),
  ];
}
