import { z } from 'zod';
import type { Metrics } from '../../plugin/index.ts';

/** Part of every checkpoint. */
export const earlyStoppingState = z.object({ best: z.number().nullable(), sinceBest: z.int().nonnegative() });
export type EarlyStoppingState = z.infer<typeof earlyStoppingState>;

/** Names that the field has in common, as the last words of a metric's (`macro_f1`), and with the number that is looked at (`ndcg_at_10`). Brier and FID scores are distances. */
const HIGHER_IS_BETTER =
  /(^|[/_])(accuracy|precision|recall|sensitivity|specificity|f1|auc|(?<!(brier|fid)_)score|r2|kappa|mcc|iou|dice|bleu|rouge(_[12l])?|chrf|psnr|ssim|hit_rate|ndcg|mrr|mean_reciprocal_rank)(_at_\d+)?$/;

export interface WatchedMetric {
  /** With its split. */
  readonly metric: string;
  /** Evaluations without improvement. */
  readonly patience: number;
  /** Names without a split that the plugin declares: of these, too, more is better. */
  readonly higherIsBetter?: readonly string[] | undefined;
}

/** Watches one metric: which evaluation was the best, and how many came after it. */
export class EarlyStopping {
  readonly metric: string;
  readonly #patience: number;
  readonly #sign: 1 | -1;
  #best: number | null;
  #sinceBest: number;

  constructor({ metric, patience, higherIsBetter = [] }: WatchedMetric, state: EarlyStoppingState = { best: null, sinceBest: 0 }) {
    this.metric = metric;
    this.#patience = patience;
    this.#sign = HIGHER_IS_BETTER.test(metric) || higherIsBetter.includes(metric.slice(metric.indexOf('/') + 1)) ? -1 : 1;
    this.#best = state.best;
    this.#sinceBest = state.sinceBest;
  }

  /** Whether these metrics are the best so far. Metrics without the watched one are no evaluation. */
  see(values: Metrics): boolean {
    const value = values[this.metric];
    if (value === undefined) return false;
    const better = this.#best === null || this.#sign * value < this.#sign * this.#best;
    if (better) this.#best = value;
    this.#sinceBest = better ? 0 : this.#sinceBest + 1;
    return better;
  }

  get exhausted(): boolean {
    return this.#sinceBest >= this.#patience;
  }

  get state(): EarlyStoppingState {
    return { best: this.#best, sinceBest: this.#sinceBest };
  }
}
