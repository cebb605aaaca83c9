import type { Dataset, Metrics, SplitName } from 'flywheel/plugin';
import { ClassificationScores } from '../metrics.ts';
import { fitShares, together, type Shares } from './halves.ts';
import { predict, type Predicted, type Reader } from './predict.ts';

/** Texts that are read and sorted by length at a time. */
const READ = 1024;

/** What both halves say of the labelled texts of a split. */
export interface PredictedSplit extends Predicted {
  readonly labels: Int32Array;
}

/** @param most  texts that are looked at, of a large split; in an order that is no one's, since files are often sorted by class */
export async function predictSplit(reader: Reader, data: Dataset<'TEXT'>, split: SplitName, { signal, most = Infinity }: { readonly signal: AbortSignal; readonly most?: number }): Promise<PredictedSplit> {
  const parts: PredictedSplit[] = [];
  let seen = 0;
  for await (const { texts, labels } of data.batches({ split, size: READ, ...(most < data.counts[split] ? { shuffle: { seed: 1, epoch: 0 } } : {}) })) {
    signal.throwIfAborted();
    if (seen >= most) break;
    seen += texts.length;
    const labelled = [...labels.keys()].filter((k) => labels[k] !== -1);
    parts.push({ ...(await predict(reader, labelled.map((k) => texts[k] ?? ''))), labels: Int32Array.from(labelled, (k) => labels[k] ?? -1) });
  }
  return {
    transformer: Float32Array.from(parts.flatMap((part) => [...part.transformer])),
    ...(reader.ngramHead ? { ngrams: Float32Array.from(parts.flatMap((part) => [...(part.ngrams ?? [])])) } : {}),
    labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
  };
}

/** The best shares of both halves for these texts. */
export const sharesFor = (predicted: PredictedSplit, classes: number): Shares => fitShares(predicted, predicted.labels, classes);

/**
 * Metrics of what the model says, without a prefix; with an n-gram head also `transformer_accuracy` and `ngram_accuracy`,
 * of each half alone.
 */
export function splitMetrics(predicted: PredictedSplit, classes: number, shares: Shares): Metrics {
  const scored = (logits: Float32Array) => {
    const scores = new ClassificationScores(classes);
    scores.add(logits, predicted.labels);
    return scores;
  };
  const all = scored(together(predicted, shares)).metrics();
  if (predicted.ngrams === undefined) return all;
  return { ...all, transformer_accuracy: scored(predicted.transformer).accuracy, ngram_accuracy: scored(predicted.ngrams).accuracy };
}
