import type { CompiledStep, Dataset, LoadContext, Metrics, SplitName, Tensor, TensorFlow } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import { ClassificationScores } from '../metrics.ts';
import type { ColumnCoder } from './columns.ts';
import type { LogisticRegression } from './logistic/regression.ts';
import { rowTensors, type FeatureTransformer, type RowTensors } from './model.ts';

const BATCH_SIZE = 512;
/** Weights of attention of a batch, in each layer and head: 67 MB. Up to 180 columns they make no batch smaller. */
const WEIGHTS = 2 ** 24;

export type PredictionStep = CompiledStep<[rows: RowTensors], Tensor>;

export function compilePrediction({ compile }: Pick<LoadContext, 'compile'>, model: FeatureTransformer): PredictionStep {
  return compile((rows: RowTensors) => model(rows, inferencePass), { name: 'The prediction step' });
}

export interface Evaluated {
  readonly tf: TensorFlow;
  readonly coder: ColumnCoder;
  readonly predict: PredictionStep;
  readonly logistic: LogisticRegression | undefined;
}

/** Metrics without a prefix, of the Transformer and, as `logistic_…`, of the logistic regression if there is one; empty where nothing has a label. */
export async function evaluate({ tf, coder, predict, logistic }: Evaluated, data: Dataset<'TABULAR'>, split: SplitName, signal: AbortSignal): Promise<Metrics> {
  const own = new ClassificationScores(data.classes.length);
  const simple = new ClassificationScores(data.classes.length);
  // A token for each column, and that of the class.
  const size = Math.max(1, Math.min(BATCH_SIZE, Math.floor(WEIGHTS / (data.columns.length + 1) ** 2)));
  for await (const batch of data.batches({ split, size })) {
    signal.throwIfAborted();
    const logits = tf.tidy(() => predict(rowTensors(tf, coder, coder.code(batch))));
    own.add(await logits.data(), batch.labels);
    logits.dispose();
    if (logistic) simple.add(logistic.logits(batch), batch.labels);
  }
  if (own.count === 0) return {};
  if (!logistic) return own.metrics();
  return { ...own.metrics(), ...Object.fromEntries(Object.entries(simple.metrics()).map(([name, value]) => [`logistic_${name}`, value])) };
}
