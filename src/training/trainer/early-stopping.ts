import { z } from 'zod';
import type { Metrics } from '../../plugin/index.ts';

/** Part of every checkpoint. */
export const earlyStoppingState = z.object({ best: z.number().nullable(), sinceBest: z.int().nonnegative() });
export type EarlyStoppingState = z.infer<typeof earlyStoppingState>;

const HIGHER_IS_BETTER = /(^|[/_])(accuracy|precision|recall|f1|auc|score)$/;

/** Watches one metric: which evaluation was the best, and how many came after it. */
export class EarlyStopping {
  readonly metric: string;
  readonly #patience: number;
  readonly #sign: 1 | -1;
  #best: number | null;
  #sinceBest: number;

  constructor({ metric, patience }: { readonly metric: string; readonly patience: number }, state: EarlyStoppingState = { best: null, sinceBest: 0 }) {
    this.metric = metric;
    this.#patience = patience;
    this.#sign = HIGHER_IS_BETTER.test(metric) ? -1 : 1;
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
