import type { EvaluateContext } from '../plugin/index.ts';

/** Of the first sample of a split in its dataset version. */
export function firstPosition({ data, split }: Pick<EvaluateContext, 'data' | 'split'>): number {
  return data.counts.TRAIN + (split === 'TEST' ? data.counts.VALIDATION : 0);
}
