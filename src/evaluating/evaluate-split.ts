import { openDataset } from '../data/open-dataset.ts';
import { writePredictions } from '../data/version/predictions.ts';
import type { ClaimedEvaluation } from '../domain/evaluations/claim-evaluation.ts';
import type { EvaluationResult } from '../domain/evaluation-result.ts';
import type { Classifier, Dataset, LoadedModel } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { datasetVersionKey, evaluationKey } from '../store/keys.ts';
import { type createRandom } from '../tensor/random.ts';
import { ClassificationSummary, type Prediction } from './summarize.ts';

const BATCH_SIZE = 250;
/** Of models that draw while they are measured, so that twice the same is measured. */
const SEED = 1;

export interface EvaluateSplitOptions {
  readonly evaluation: ClaimedEvaluation;
  readonly model: LoadedModel;
  readonly store: BlobStore;
  readonly random: ReturnType<typeof createRandom>;
  readonly signal: AbortSignal;
}

export const evaluationSeed = SEED;

/** Measures a loaded model on a split; of a model that classifies every sample's prediction is kept, too. */
export async function evaluateSplit({ evaluation, model, store, random, signal }: EvaluateSplitOptions): Promise<EvaluationResult> {
  const { split, datasetVersion, modelVersion } = evaluation;
  const data = await openDataset(store, datasetVersionKey(datasetVersion.id), datasetVersion.description);
  try {
    const named = (metrics: Readonly<Record<string, number>>) => Object.entries(metrics).map(([name, value]) => ({ name: `${split.toLowerCase()}/${name}`, value }));
    const { classifier } = model;
    const own = async () => model.evaluate({ data, split, random, signal });
    if (!classifier) return { sampleCount: data.counts[split], metrics: named(await own()), classification: null };
    const summary = new ClassificationSummary([...new Set([...data.classes, ...classifier.classes])]);
    await writePredictions(store, `${evaluationKey(evaluation.id)}`, recorded(predictions(classifier, data, split, signal), summary), signal);
    if (summary.count === 0) throw new EvaluationFault(`The split ${split} has no labelled sample to measure on.`);
    // A model's own metrics number classes as its training data did.
    const sameClasses = data.classes.length === modelVersion.dataset.classes.length && data.classes.every((name, index) => name === modelVersion.dataset.classes[index]);
    return { sampleCount: summary.count, metrics: named(sameClasses ? await own() : summary.metrics()), classification: summary.result() };
  } finally {
    await data.close();
  }
}

/** Something that whoever asked can mend; the message is for them. */
export class EvaluationFault extends Error {}

async function* recorded(all: AsyncIterable<Prediction>, summary: ClassificationSummary): AsyncGenerator<Prediction> {
  for await (const prediction of all) {
    summary.add(prediction);
    yield prediction;
  }
}

async function* predictions(classifier: Classifier, data: Dataset, split: ClaimedEvaluation['split'], signal: AbortSignal): AsyncGenerator<Prediction> {
  const { classes } = classifier;
  const places = new Map(classes.map((name, index) => [name, index]));
  let position = data.counts.TRAIN + (split === 'TEST' ? data.counts.VALIDATION : 0);
  for await (const batch of data.batches({ split, size: BATCH_SIZE })) {
    signal.throwIfAborted();
    const probabilities = await classifier.classify(batch);
    const labels = 'labels' in batch ? batch.labels : new Int32Array();
    for (let row = 0; row < batch.count; row += 1, position += 1) {
      const label = data.classes[labels[row] ?? -1];
      if (label === undefined) continue;
      const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      const best = own.reduce((first, value, index) => (value > own[first]! ? index : first), 0);
      yield { position, label, predicted: classes[best] ?? '', probability: own[best] ?? 0, labelProbability: own[places.get(label) ?? -1] ?? 0 };
    }
  }
}
