import type { Classified, ScoredSample } from '../data/evaluations/predictions.ts';
import type { Classifier, Dataset, EvaluateContext, ScoredMetric } from '../plugin/index.ts';
import { EvaluationFault } from './evaluation-fault.ts';
import { firstPosition } from './first-position.ts';
import type { SplitScores } from './split-scores.ts';

/** Samples at a time. Pictures are large; texts of like lengths are the cheaper the more there are to choose from. */
const [PICTURES, OTHERS] = [250, 1024];
/** Numbers of the pictures that are read together at most, 4 bytes each: 250 of 2,048 × 2,048 in colour would be 12.6 GB. */
const MOST_NUMBERS = 2 ** 25;
/** Cells of the rows that are read together at most: a model may look from each column at each other. Up to 32 columns they make no batch smaller. */
const MOST_CELLS = 2 ** 15;
/** Nats that a label costs which the model does not know, as if it had given it a probability of 1e-7. */
const UNKNOWN_LABEL = -Math.log(1e-7);

/** Those that are sums of samples. */
export const classifierMetrics = [
  { name: 'accuracy', better: 'HIGHER', share: 'hit' },
  { name: 'loss', better: 'LOWER', of: ({ nats, samples }) => nats / samples },
] as const satisfies readonly ScoredMetric<'hit' | 'nats'>[];

/** The second of two classes, where a dataset version and a model have both and no other. */
export const positiveOf = (classifier: Classifier, { classes }: Pick<Dataset, 'classes'>): string | undefined =>
  classes.length === 2 && classifier.classes.length === 2 && classes.every((name) => classifier.classes.includes(name)) ? classes[1] : undefined;

/** Labelled samples, as a classifier reads them. */
export function classifiedScores(classifier: Classifier, context: EvaluateContext): SplitScores {
  const { data } = context;
  const positive = positiveOf(classifier, data);
  return {
    statistics: ['hit', 'nats'],
    metrics: classifierMetrics,
    classes: [...new Set([...data.classes, ...classifier.classes])],
    positive,
    samples: () => samples(classifier, context, positive),
  };
}

async function* samples(classifier: Classifier, context: EvaluateContext, positive: string | undefined): AsyncGenerator<ScoredSample, void, void> {
  const { data, split, signal } = context;
  const { classes } = classifier;
  const places = new Map(classes.map((name, index) => [name, index]));
  let position = firstPosition(context);
  for await (const batch of data.batches({ split, size: batchSizeOf(data) })) {
    signal.throwIfAborted();
    const logits = await classifier.logits(batch);
    if (logits.length !== batch.count * classes.length) throw new Error(`The classifier gave ${logits.length} logits of ${batch.count} samples and ${classes.length} classes.`);
    const labels = 'labels' in batch ? batch.labels : new Int32Array();
    for (let row = 0; row < batch.count; row += 1, position += 1) {
      const label = data.classes[labels[row] ?? -1];
      if (label === undefined) continue;
      yield scored(position, label, logits.subarray(row * classes.length, (row + 1) * classes.length), classes, places, positive);
    }
  }
}

function batchSizeOf(data: Dataset): number {
  if (data.kind === 'TABULAR') return Math.max(1, Math.min(OTHERS, Math.floor(MOST_CELLS / data.columns.length)));
  if (data.kind !== 'IMAGE') return OTHERS;
  const { height, width, channels } = data.image;
  return Math.max(1, Math.min(PICTURES, Math.floor(MOST_NUMBERS / (height * width * channels))));
}

function scored(position: number, label: string, logits: Float32Array, classes: readonly string[], places: ReadonlyMap<string, number>, positive: string | undefined): ScoredSample {
  const best = logits.reduce((first, value, k) => (value > (logits[first] ?? NaN) ? k : first), 0);
  const highest = logits[best] ?? NaN;
  const logSum = highest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - highest), 0));
  if (!Number.isFinite(logSum)) throw new EvaluationFault(`The model's logits of sample ${position} are not finite.`);
  const place = places.get(label);
  const nats = place === undefined ? UNKNOWN_LABEL : logSum - (logits[place] ?? NaN);
  const predicted = classes[best] ?? '';
  const classified: Classified = {
    label, predicted,
    probability: Math.exp(highest - logSum),
    labelProbability: place === undefined ? 0 : Math.exp(-nats),
    margin: positive === undefined ? undefined : marginOf(logits, places.get(positive) ?? 0),
  };
  return { position, classified, badness: nats, values: [predicted === label ? 1 : 0, nats] };
}

/** Log odds of one of two classes. */
const marginOf = (logits: Float32Array, positive: number) => (logits[positive] ?? NaN) - (logits[1 - positive] ?? NaN);
