import { lookAtSamples } from '../data/evaluations/look-at-samples.ts';
import { type ScoredSample, writePredictions } from '../data/evaluations/predictions.ts';
import { writeResamples } from '../data/evaluations/resamples.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { ClaimedEvaluation } from '../domain/evaluations/claim-evaluation.ts';
import type { EvaluatedMetric, EvaluationResult } from '../domain/evaluation-result.ts';
import type { Dataset, EvaluateContext, LoadedModel, Metrics, Random } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { datasetVersionKey, evaluationKey } from '../store/keys.ts';
import { countingDataset } from './counting-dataset.ts';
import { EvaluationFault } from './evaluation-fault.ts';
import { firstPosition } from './first-position.ts';
import { SplitMeasurement } from './measure-split.ts';
import { type SplitScores, splitScores } from './split-scores.ts';

/** Of models that draw while they are measured, so that twice the same is measured. */
export const evaluationSeed = 1;
/** Of the whole, the part in which the model is asked. */
const SCORING_SHARE = 0.9;
const MEASURING_SHARE = 0.05;

export interface EvaluateSplitOptions {
  readonly evaluation: ClaimedEvaluation;
  readonly model: LoadedModel;
  readonly store: BlobStore;
  readonly random: Random;
  /** 0 to 1, rising. */
  onProgress(progress: number): void;
  readonly signal: AbortSignal;
}

/**
 * Measures a loaded model on a split. Where it scores samples one by one, what it made of each is kept below the evaluation's key, with
 * resamples and slices.
 *
 * @throws EvaluationFault
 */
export async function evaluateSplit(options: EvaluateSplitOptions): Promise<EvaluationResult> {
  const { evaluation, model, store, random, signal, onProgress } = options;
  const { split, datasetVersion } = evaluation;
  const data = await openDataset(store, datasetVersionKey(datasetVersion.id), datasetVersion.description);
  try {
    const context: EvaluateContext = { data, split, random, signal };
    const scores = splitScores(model, context);
    if (scores) return await measureScores(options, data, context, scores);
    const counted = countingDataset(data, split, (share) => onProgress(SCORING_SHARE * share));
    const metrics = await model.evaluate({ ...context, data: counted });
    return { sampleCount: data.counts[split], metrics: wholeMetrics(metrics).map((metric) => withSplit(split, metric)), isScored: false, seenInTraining: null, classification: null };
  } finally {
    await data.close();
  }
}

async function measureScores({ evaluation, store, signal, onProgress }: EvaluateSplitOptions, data: Dataset, context: EvaluateContext, scores: SplitScores): Promise<EvaluationResult> {
  const { split, datasetVersion, learnedFrom } = evaluation;
  const prefix = evaluationKey(evaluation.id);
  const count = data.counts[split];
  const measurement = new SplitMeasurement(scores, firstPosition(context), count);
  const taken = taking(scores.samples(), (sample) => {
    measurement.add(sample);
    onProgress((SCORING_SHARE * measurement.count) / count);
  });
  await writePredictions(store, prefix, scores.statistics, taken, signal);
  if (measurement.count === 0) throw new EvaluationFault(`The split ${split} has no ${scores.classes ? 'labelled sample' : 'sample'} that this model can be measured on.`);
  const { metrics, resamples, ...measured } = await measurement.finish(signal);
  await writeResamples(store, prefix, resamples, signal);
  const stored = ({ id, description }: ClaimedEvaluation['datasetVersion']) => ({ key: datasetVersionKey(id), description });
  const { seenInTraining } = await lookAtSamples({
    store, prefix, version: stored(datasetVersion), split, learnedFrom: stored(learnedFrom), sliced: scores, signal,
    onProgress: (done) => onProgress(SCORING_SHARE + MEASURING_SHARE + (1 - SCORING_SHARE - MEASURING_SHARE) * done),
  });
  return { ...measured, metrics: [...metrics, ...wholeMetrics(scores.wholes?.() ?? {})].map((metric) => withSplit(split, metric)), isScored: true, seenInTraining };
}

/** Of all samples together: what is chance is not known. */
const wholeMetrics = (metrics: Metrics): EvaluatedMetric[] => Object.entries(metrics).map(([name, value]) => ({ name, value, low: null, high: null, better: null, share: null }));

const withSplit = (split: ClaimedEvaluation['split'], metric: EvaluatedMetric): EvaluatedMetric => ({ ...metric, name: `${split.toLowerCase()}/${metric.name}` });

async function* taking(samples: AsyncIterable<ScoredSample>, take: (sample: ScoredSample) => void): AsyncGenerator<ScoredSample> {
  for await (const sample of samples) {
    take(sample);
    yield sample;
  }
}
