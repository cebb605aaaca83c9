import type { ScoredSample } from '../../data/evaluations/predictions.ts';
import { Ranking } from '../../plugin/index.ts';
import type { Measure } from './measure.ts';

/** Of models of two classes: `roc_auc` and `average_precision` of the second one, as `Ranking` defines them. Memory: 20 bytes per sample. */
export class RankMeasure implements Measure {
  readonly #positive: string;
  readonly #scores: number[] = [];
  readonly #blocks: number[] = [];
  readonly #isPositive: boolean[] = [];
  #ranking: Ranking | undefined;

  constructor(positive: string) {
    this.#positive = positive;
  }

  add({ classified }: ScoredSample, block: number): void {
    if (classified?.margin === undefined) return;
    this.#scores.push(classified.margin);
    this.#blocks.push(block);
    this.#isPositive.push(classified.label === this.#positive);
  }

  metrics(weights: ArrayLike<number>): Record<string, number> {
    this.#ranking ??= new Ranking(this.#scores, (sample) => this.#isPositive[sample] === true);
    const found = this.#ranking.measure((sample) => weights[this.#blocks[sample] ?? 0] ?? 0);
    return found ? { roc_auc: found.rocAuc, average_precision: found.averagePrecision } : {};
  }
}
