import type { ModelFile, NamedTensors, TabularDescription, TrainContext } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import type { Weights } from '../../../layers/weights.ts';
import { modelFiles } from '../../../model-files.ts';
import type { ColumnCoder } from './columns.ts';
import type { ModelDescription } from './description.ts';
import type { LogisticRegression } from './logistic/regression.ts';
import { rowTensors, type FeatureTransformer } from './model.ts';
import type { TabularSettings } from './settings.ts';

export interface Published {
  readonly data: TabularDescription;
  readonly coder: ColumnCoder;
  readonly logistic: LogisticRegression | undefined;
  readonly settings: TabularSettings;
}

/**
 * The model as others load it: one row, coded as `flywheel.json` tells, → `logits` [1, classes]. `ranks`, `amounts` and
 * `missing` are [1, numbers], `categories` is int32 [1, categories]; what the table has none of is no input.
 */
export function publishedFiles({ tf, exportGraph }: Pick<TrainContext, 'tf' | 'exportGraph'>, model: FeatureTransformer, weights: Weights, { data, coder, logistic, settings }: Published): ModelFile[] {
  const { layers, heads, modelSize, feedForwardSize } = settings;
  const description: ModelDescription = {
    format: 'flywheel-transformer',
    formatVersion: 1,
    task: 'CLASSIFICATION',
    kind: 'TABULAR',
    settings: { layers, heads, modelSize, feedForwardSize },
    classes: [...data.classes],
    columns: data.columns.map(({ name, type }) => ({ name, type })),
    codes: coder.codes,
    ...(logistic && { logistic: { weights: logistic.weights } }),
  };
  const { numbers, categories } = coder.codes;
  const missing = { count: 1, numbers: new Float64Array(numbers.length).fill(NaN), categories: categories.map(() => null) };
  const example: NamedTensors = { ...rowTensors(tf, coder, coder.code(missing)) };
  try {
    return modelFiles(exportGraph, weights, description, { run: (rows) => ({ logits: model(rows, inferencePass) }), example });
  } finally {
    tf.dispose(example);
  }
}
