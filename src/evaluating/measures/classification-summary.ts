import type { Classified } from '../../data/evaluations/predictions.ts';
import type { ClassificationResult, ConfusionCell, Interval } from '../../domain/evaluation-result.ts';
import { wilson } from '../../domain/wilson.ts';

const BINS = 10;
const MOST_CELLS = 2500;

/** What is told of a classifier's predictions, of which there is one at least. Memory grows with the classes, not with the samples. */
export class ClassificationSummary {
  readonly #classes: readonly string[];
  readonly #cells = new Map<string, Map<string, number>>();
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  #count = 0;
  #right = 0;

  /** @param classes  of the dataset version and of the model, each once, in the order in which they are told */
  constructor(classes: readonly string[]) {
    this.#classes = classes;
  }

  add({ label, predicted, probability }: Classified): void {
    const row = this.#cells.get(label) ?? new Map<string, number>();
    this.#cells.set(label, row.set(predicted, (row.get(predicted) ?? 0) + 1));
    const right = label === predicted ? 1 : 0;
    const bin = this.#bins[Math.min(BINS - 1, Math.floor(probability * BINS))];
    if (bin) {
      bin.count += 1;
      bin.confidence += probability;
      bin.right += right;
    }
    this.#count += 1;
    this.#right += right;
  }

  result(): ClassificationResult {
    const calibration = this.#bins.map(({ count, confidence, right }, index) => ({ low: index / BINS, high: (index + 1) / BINS, count, confidence: count === 0 ? 0 : confidence / count, accuracy: count === 0 ? 0 : right / count }));
    return {
      accuracy: interval(this.#right, this.#count),
      classes: this.#classes.map((label) => this.#classResult(label)),
      confusion: this.#confusion(),
      calibration: calibration.filter(({ count }) => count > 0),
      calibrationError: calibration.reduce((sum, { count, confidence, accuracy }) => sum + (count / this.#count) * Math.abs(confidence - accuracy), 0),
    };
  }

  #classResult(label: string): ClassificationResult['classes'][number] {
    const row = [...(this.#cells.get(label) ?? new Map<string, number>()).values()];
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = [...this.#cells.values()].reduce((sum, cells) => sum + (cells.get(label) ?? 0), 0);
    const hits = this.#cells.get(label)?.get(label) ?? 0;
    return {
      label, support, predicted,
      precision: predicted === 0 ? null : interval(hits, predicted),
      recall: support === 0 ? null : interval(hits, support),
      f1: support + predicted === 0 ? 0 : (2 * hits) / (support + predicted),
    };
  }

  #confusion(): ConfusionCell[] {
    const cells = [...this.#cells].flatMap(([label, row]) => [...row].map(([predicted, count]) => ({ label, predicted, count })));
    return cells.sort((a, b) => b.count - a.count || a.label.localeCompare(b.label) || a.predicted.localeCompare(b.predicted)).slice(0, MOST_CELLS);
  }
}

function interval(successes: number, total: number): Interval {
  const { share, low, high } = wilson(successes, total);
  return { value: share, low, high };
}
