import type { ClassificationResult, ConfusionCell, Interval } from '../domain/evaluation-result.ts';
import { wilson } from '../domain/wilson.ts';

/** Of one labelled sample. */
export interface Prediction {
  readonly position: number;
  readonly label: string;
  readonly predicted: string;
  /** Of what was predicted, and of the label (0 where the model does not know it). */
  readonly probability: number;
  readonly labelProbability: number;
}

const BINS = 10;
const WORST = 20;
const MOST_CELLS = 2500;

/** Counts the predictions of at least one sample. Memory grows with the classes, not with the samples. */
export class ClassificationSummary {
  readonly #classes: readonly string[];
  readonly #cells = new Map<string, Map<string, number>>();
  readonly #bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  #worst: Prediction[] = [];
  #count = 0;
  #right = 0;
  #loss = 0;

  /** @param classes  of the dataset version and of the model, each once, in the order in which they are told */
  constructor(classes: readonly string[]) {
    this.#classes = classes;
  }

  get count(): number {
    return this.#count;
  }

  add(prediction: Prediction): void {
    const { label, predicted, probability, labelProbability } = prediction;
    const row = this.#cells.get(label) ?? new Map<string, number>();
    this.#cells.set(label, row.set(predicted, (row.get(predicted) ?? 0) + 1));
    const bin = this.#bins[Math.min(BINS - 1, Math.floor(probability * BINS))]!;
    bin.count += 1;
    bin.confidence += probability;
    bin.right += label === predicted ? 1 : 0;
    this.#count += 1;
    this.#right += label === predicted ? 1 : 0;
    this.#loss -= Math.log(Math.max(labelProbability, 1e-7));
    this.#worst.push(prediction);
    if (this.#worst.length >= 50 * WORST) this.#keepWorst();
  }

  /** `loss` (mean cross entropy, nats; no sample costs more than 16), `accuracy` and `macro_f1`. */
  metrics(): Record<string, number> {
    const { classes } = this.result();
    const present = classes.filter(({ support, predicted }) => support + predicted > 0);
    return { loss: this.#loss / this.#count, accuracy: this.#right / this.#count, macro_f1: present.reduce((sum, { f1 }) => sum + f1, 0) / present.length };
  }

  result(): ClassificationResult {
    this.#keepWorst();
    const calibration = this.#bins.map(({ count, confidence, right }, index) => ({ low: index / BINS, high: (index + 1) / BINS, count, confidence: count === 0 ? 0 : confidence / count, accuracy: count === 0 ? 0 : right / count }));
    return {
      accuracy: interval(this.#right, this.#count),
      classes: this.#classes.map((label) => this.#classResult(label)),
      confusion: this.#confusion(),
      calibration: calibration.filter(({ count }) => count > 0),
      calibrationError: calibration.reduce((sum, { count, confidence, accuracy }) => sum + (count / this.#count) * Math.abs(confidence - accuracy), 0),
      worst: this.#worst.map(({ position, label, predicted, labelProbability }) => ({ position, label, predicted, probability: labelProbability })),
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

  #keepWorst(): void {
    this.#worst = this.#worst.sort((a, b) => a.labelProbability - b.labelProbability || a.position - b.position).slice(0, WORST);
  }
}

function interval(successes: number, total: number): Interval {
  const { share, low, high } = wilson(successes, total);
  return { value: share, low, high };
}
