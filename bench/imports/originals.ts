import { join } from 'node:path';
import type { TableOptions, DataFormat } from '../../src/domain/dataset-import.ts';
import type { DatasetKind } from '../../src/plugin/index.ts';
import { realSets } from '../assess/real-sets.ts';

export interface Original extends TableOptions {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  /** Paths. */
  readonly files: readonly string[];
}

/** Every data file of well-known sets as it was published: those of `realSets`, and the other forms that they come in. */
export async function originals(folder: string): Promise<Original[]> {
  const of = (name: string, kind: DatasetKind, format: DataFormat, files: readonly string[], options: TableOptions = {}): Original => ({ name, kind, format, files: files.map((file) => join(folder, name, file)), ...options });
  return [
    ...(await realSets(folder)).map((set) => ({ ...set, name: set.name.split(' ')[0] ?? set.name })),
    of('pneumoniamnist', 'IMAGE', 'NPZ', ['pneumoniamnist.npz']),
    of('imdb', 'TEXT', 'CSV', ['imdb_csv.zip']),
    of('uci_student', 'TABULAR', 'CSV', ['student-mat.csv'], { columns: { label: 'G3' } }),
    of('uci_credit_default', 'TABULAR', 'CSV', ['UCI_Credit_Card_train.csv', 'UCI_Credit_Card_test.csv'], { columns: { ignore: ['ID'] } }),
    of('movielens_100k', 'INTERACTION', 'TSV', ['u1.base', 'u1.test']),
    of('movielens_100k', 'TABULAR', 'CSV', ['u.item']),
    of('movielens_100k', 'TEXT', 'CSV', ['u.item'], { columns: { features: ['column2'] } }),
    of('movielens_100k', 'TABULAR', 'CSV', ['u.user'], { columns: { label: 'column4', ignore: ['column1'] } }),
    of('movielens_100k', 'TABULAR', 'CSV', ['u.genre']),
    of('movielens_100k', 'TEXT', 'TEXT_FILE', ['u.info']),
    of('movielens_100k', 'TEXT', 'TEXT_FILE', ['u.occupation']),
    of('banking77', 'TEXT', 'JSONL', ['categories.json']),
  ];
}
