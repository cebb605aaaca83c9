import { describe, expect, test } from 'vitest';
import { EarlyStopping } from '../../src/training/trainer/early-stopping.ts';
import { MissingMetric } from '../../src/training/trainer/missing-metric.ts';
import gan from '../../plugins/gan/index.ts';
import transformer from '../../plugins/transformer/index.ts';

/** Whether early stopping by this metric takes the greater of two values for the better one. */
function prefersMore(metric: string, higherIsBetter?: readonly string[]): boolean {
  const early = new EarlyStopping({ metric, patience: 2, higherIsBetter });
  early.see({ [metric]: 1 });
  return early.see({ [metric]: 2 });
}

describe('early stopping', () => {
  test.each(['loss', 'perplexity', 'bits_per_character', 'mean_absolute_error', 'brier_score', 'frechet_distance', 'discrepancy'])('of %s less is better', (name) => {
    expect(prefersMore(`validation/${name}`)).toBe(false);
  });

  test.each([
    'accuracy', 'macro_f1', 'rarest_recall', 'roc_auc', 'average_precision', 'f1_score', 'r2', 'bleu', 'rouge_l', 'hit_rate', 'hit_rate_at_10', 'item_knn_ndcg_at_10', 'recall_at_5', 'mean_reciprocal_rank',
  ])('of %s more is, by its name', (name) => {
    expect(prefersMore(`validation/${name}`)).toBe(true);
  });

  test('of what a plugin declares more is better, by the whole name', () => {
    expect(prefersMore('validation/likeness', ['likeness'])).toBe(true);
    expect(prefersMore('validation/unlikeness', ['likeness'])).toBe(false);
    for (const name of ['coverage', 'diversity', 'read_as_asked']) expect(prefersMore(`validation/${name}`, gan.higherIsBetter), name).toBe(true);
    for (const name of ['bleu', 'hit_rate_at_10', 'ndcg_at_10', 'mean_reciprocal_rank']) expect(transformer.higherIsBetter, name).toContain(name);
  });

  test('is exhausted when nothing better came in so many evaluations; others do not count', () => {
    const early = new EarlyStopping({ metric: 'validation/bleu', patience: 2 });
    const seen = [{ 'validation/bleu': 10 }, { 'validation/bleu': 12 }, { 'validation/bleu': 12 }, { 'validation/loss': 1 }].map((values) => early.see(values));
    expect(seen).toEqual([true, true, false, false]);
    expect(early.exhausted).toBe(false);
    expect(early.see({ 'validation/bleu': 11 })).toBe(false);
    expect(early.exhausted).toBe(true);
  });
});

describe('a watched metric that an evaluation does not have', () => {
  test('is spoken of once, when the step with all its events is over', () => {
    const missing = new MissingMetric('validation/bleu');
    expect(missing.see(10, { 'train/loss': 1 })).toBeUndefined();
    expect(missing.see(10, { 'validation/loss': 1 })).toBeUndefined();
    expect(missing.see(10, { 'validation/perplexity': 3 })).toBeUndefined();
    expect(missing.see(20, { 'train/loss': 1 })).toMatch(/^Early stopping watches validation\/bleu, which the evaluation of step 10 does not have: it has validation\/loss, validation\/perplexity\./);
    missing.see(30, { 'validation/loss': 1 });
    expect(missing.finishStep()).toBeUndefined();
  });

  test('is not missed in steps that evaluate nothing, or have it in another event', () => {
    const missing = new MissingMetric('validation/bleu');
    missing.see(10, { 'train/loss': 1 });
    expect(missing.see(20, { 'validation/loss': 1 })).toBeUndefined();
    missing.see(20, { 'validation/bleu': 1 });
    expect(missing.finishStep()).toBeUndefined();
  });
});
