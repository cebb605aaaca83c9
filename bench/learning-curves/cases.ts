import { join } from 'node:path';
import type { DatasetKind } from '../../src/plugin/index.ts';

export interface CurveCase {
  readonly name: string;
  readonly kind: DatasetKind;
  readonly format: string;
  readonly files: readonly string[];
  readonly columns?: Readonly<Record<string, string>>;
  readonly algorithm: Readonly<Record<string, unknown>>;
  /** Of the training split: what is foretold. The curve is measured on its half, quarter, eighth and sixteenth. */
  readonly share: number;
}

/** Texts of 77 intents, customers who do not pay back, X-rays of lungs, and digits. The models are small and train for a minute at most, so that the check is an hour of two busy cores. */
export function curveCases(folder: string): CurveCase[] {
  const files = (set: string, ...names: readonly string[]) => names.map((name) => join(folder, set, name));
  return [
    {
      name: 'banking77', kind: 'TEXT', format: 'CSV', files: files('banking77', 'train.csv', 'test.csv'), share: 1,
      algorithm: { transformer: { task: 'CLASSIFICATION', layers: 1, modelSize: 32, feedForwardSize: 64, heads: 2, epochs: 12, maxLength: 32, ngramHead: true } },
    },
    {
      name: 'credit', kind: 'TABULAR', format: 'CSV', files: files('uci_credit_default', 'UCI_Credit_Card_train.csv', 'UCI_Credit_Card_test.csv'), columns: { label: 'default.payment.next.month' }, share: 0.5,
      algorithm: { transformer: { task: 'CLASSIFICATION', layers: 1, modelSize: 16, feedForwardSize: 32, heads: 2, epochs: 4 } },
    },
    {
      name: 'pneumonia', kind: 'IMAGE', format: 'NPZ', files: files('pneumoniamnist', 'pneumoniamnist.npz'), share: 1,
      algorithm: { transformer: { task: 'CLASSIFICATION', layers: 1, modelSize: 32, feedForwardSize: 64, heads: 2, patchSize: 7, convolutionalStem: false, epochs: 8 } },
    },
    {
      name: 'mnist', kind: 'IMAGE', format: 'IDX', files: files('mnist', 'train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'), share: 0.25,
      algorithm: { transformer: { task: 'CLASSIFICATION', layers: 1, modelSize: 32, feedForwardSize: 64, heads: 2, patchSize: 7, convolutionalStem: false, epochs: 8 } },
    },
  ];
}
