import type { JudgingMetric } from '../domain/evaluation-result.ts';
import type { Dataset, LoadedModel } from '../plugin/index.ts';
import { classifierMetrics, positiveOf } from './classified-scores.ts';

/**
 * By which metrics of its evaluations a model can be told to be better than another, without looking at a sample; the first
 * one is what it is judged by first. None where it scores no single samples: what is chance can then not be told.
 *
 * @param data  that the evaluations are to be of
 */
export function judgedBy({ classifier, scorer }: Pick<LoadedModel, 'classifier' | 'scorer'>, data: Pick<Dataset, 'classes'>): JudgingMetric[] {
  if (!classifier) return (scorer?.metrics ?? []).flatMap(({ name, better }) => (better ? { name, better } : []));
  // Those of `ClassMeasure` and `RankMeasure`, of which more is better.
  const further = ['macro_f1', ...(data.classes.length > 1 ? ['rarest_recall'] : []), ...(positiveOf(classifier, data) === undefined ? [] : ['roc_auc', 'average_precision'])];
  return [...classifierMetrics.map(({ name, better }) => ({ name, better })), ...further.map((name) => ({ name, better: 'HIGHER' as const }))];
}
