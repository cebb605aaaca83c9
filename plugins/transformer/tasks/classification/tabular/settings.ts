import type { TabularDescription, ValueIssue } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';

export type TabularSettings = Pick<Settings, 'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'labelSmoothing'>;

/** Rows that a run goes through by default; of more tokens than these fewer, as their work grows with the square. */
const ROWS = 390_000;
const TOKENS = 150;
/** Weights of attention in one step by default: 268 MB, of which a training step holds several. Up to 140 columns they make no batch smaller. */
const WEIGHTS = 2 ** 26;
const [LAYERS, HEADS] = [3, 4];
/** Every column's token sees every other's: work grows with the square. */
const MOST_COLUMNS = 1000;

/** What suits a dataset version, for each hyper-parameter that the task uses. */
export function defaultsFor({ counts, columns }: TabularDescription): TabularSettings {
  // One for each column, and that of the class.
  const tokens = columns.length + 1;
  const rows = ROWS * Math.min(1, (TOKENS / tokens) ** 2);
  return {
    epochs: Math.max(2, Math.min(100, Math.round(rows / Math.max(1, counts.TRAIN)))),
    batchSize: Math.min(counts.TRAIN < 5000 ? 64 : 256, Math.max(1, Math.floor(WEIGHTS / (LAYERS * HEADS * tokens ** 2)))),
    learningRate: 1e-3,
    layers: LAYERS,
    heads: HEADS,
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
