import type { TabularDescription, ValueIssue } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';

export type TabularSettings = Pick<Settings, 'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'labelSmoothing'>;

/** Rows that a run goes through by default. */
const ROWS = 390_000;
/** Every column's token sees every other's: work grows with the square. */
const MOST_COLUMNS = 1000;

/** What suits a dataset version, for each hyper-parameter that the task uses. */
export function defaultsFor({ counts }: TabularDescription): TabularSettings {
  return {
    epochs: Math.max(2, Math.min(100, Math.round(ROWS / Math.max(1, counts.TRAIN)))),
    batchSize: counts.TRAIN < 5000 ? 64 : 256,
    learningRate: 1e-3,
    layers: 3,
    heads: 4,
    modelSize: 32,
    feedForwardSize: 64,
    dropout: 0.1,
    weightDecay: 1e-2,
    labelSmoothing: 0,
  };
}

/** What cannot be learned from this dataset version. */
export function dataIssues({ counts, classes, columns }: TabularDescription): ValueIssue[] {
  const issue = (message: string) => [{ field: 'task', message }];
  if (classes.length < 2) return issue(`CLASSIFICATION needs rows of at least two classes; this dataset version has ${classes.length === 0 ? 'no labels' : 'one class'}`);
  if (counts.TRAIN === 0) return issue('CLASSIFICATION needs rows to train on; the training split of this dataset version is empty');
  if (columns.length === 0) return issue('CLASSIFICATION needs columns beside the label, and this dataset version has none');
  return columns.length > MOST_COLUMNS ? issue(`CLASSIFICATION takes tables of at most ${MOST_COLUMNS} columns, and this dataset version has ${columns.length}; import fewer of them`) : [];
}
