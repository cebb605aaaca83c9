import type { ScoredSample } from '../data/evaluations/predictions.ts';
import type { EvaluateContext, LoadedModel, Metrics, ScoredMetric } from '../plugin/index.ts';
import { classifiedScores } from './classified-scores.ts';
import { pluginScores } from './plugin-scores.ts';

/** The samples of a split as a model scores them, whatever the model. */
export interface SplitScores {
  readonly statistics: readonly string[];
  /** Those that come of sums of statistics; the first one is what the model is judged by. */
  readonly metrics: readonly ScoredMetric[];
  /** Of classifiers: classes of the dataset version, in its order, then those that only the model knows. */
  readonly classes: readonly string[] | undefined;
  /** Of classifiers of two classes: the second one, where the dataset version has both and no other. */
  readonly positive: string | undefined;
  samples(): AsyncGenerator<ScoredSample, void, void>;
  /** What only all samples together tell; once `samples` has come to its end. */
  wholes?(): Metrics;
}

/** Undefined where the model scores no single samples. */
export function splitScores(model: LoadedModel, context: EvaluateContext): SplitScores | undefined {
  if (model.classifier) return classifiedScores(model.classifier, context);
  return model.scorer && pluginScores(model.scorer, context);
}
