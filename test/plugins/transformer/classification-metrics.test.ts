import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ClassificationScores } from '../../../plugins/transformer/tasks/classification/metrics.ts';
import { classificationOutput } from '../../../plugins/transformer/tasks/classification/output.ts';

const cases = z.array(z.object({ classes: z.int(), logits: z.array(z.array(z.number())), labels: z.array(z.int()), metrics: z.record(z.string(), z.number()) }));

const scores = (classes: number, logits: readonly number[], labels: readonly number[]) => {
  const all = new ClassificationScores(classes);
  all.add(logits, labels);
  return all.metrics();
};

describe('metrics of classification', () => {
  it("equals scikit-learn's, also with many equal scores, whatever the batches", async () => {
    const file = await readFile(new URL('reference/classification.json', import.meta.url), 'utf8');
    for (const { classes, logits, labels, metrics } of cases.parse(JSON.parse(file))) {
      const all = new ClassificationScores(classes);
      for (let start = 0; start < labels.length; start += 7) all.add(logits.slice(start, start + 7).flat(), labels.slice(start, start + 7));
      const { rarest_recall: recall, ...measured } = all.metrics();
      expect(recall).toBeGreaterThanOrEqual(0);
      expect(Object.keys(measured)).toEqual(Object.keys(metrics));
      for (const [name, value] of Object.entries(metrics)) expect(measured[name], `${name} of ${classes} classes`).toBeCloseTo(value, 10);
    }
  });

  it('equals what a person computes', () => {
    // Margins 2, 1, 1, −1 with labels 1, 0, 1, 0: 3.5 of 4 pairs are in order; precision 1 at recall ½, ⅔ at 1.
    const measured = scores(2, [0, 2, 0, 1, 0, 1, 1, 0], [1, 0, 1, 0]);
    expect(measured['roc_auc']).toBe(3.5 / 4);
    expect(measured['average_precision']).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
    expect(measured['accuracy']).toBe(0.75);
    // Class 0: 1 hit, 2 labelled, 1 predicted; class 1: 2 hits, 2 labelled, 3 predicted.
    expect(measured['macro_f1']).toBeCloseTo((2 / 3 + 4 / 5) / 2, 12);
    // As many of either: of the first one, a hit of two; then the second class is the rarer one.
    expect(measured['rarest_recall']).toBe(0.5);
    expect(scores(2, [0, 2, 0, 1, 0, 1, 1, 0, 1, 0], [1, 0, 1, 0, 0])['rarest_recall']).toBe(1);
    const log1p = (x: number) => Math.log(1 + Math.exp(x));
    expect(measured['loss']).toBeCloseTo((log1p(-2) + log1p(1) + log1p(-1) + log1p(-1)) / 4, 12);
  });

  it('predicts the first of equal logits, stays finite for large ones, and leaves out samples without a label', () => {
    expect(scores(3, [1, 1, 1, 0, 0, 5], [0, -1])).toEqual({ loss: Math.log(3), accuracy: 1, macro_f1: 1 });
    expect(scores(2, [0, 10_000], [0])).toEqual({ loss: 10_000, accuracy: 0, macro_f1: 0 });
  });

  it('tells no ranking where one class alone occurs, and refuses no sample at all', () => {
    expect(Object.keys(scores(2, [0, 1, 0, 2], [1, 1]))).toEqual(['loss', 'accuracy', 'macro_f1']);
    expect(() => scores(2, [], [])).toThrow('no labelled sample');
  });
});

describe('what a classifier answers', () => {
  it('names all classes, most probable first, with probabilities that sum to 1', () => {
    const { label, probabilities } = classificationOutput(['a', 'b', 'c'], [1000, 1002, 1001]);
    expect(label).toBe('b');
    expect(probabilities.map((one) => one.label)).toEqual(['b', 'c', 'a']);
    expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    expect(probabilities[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(-1) + Math.exp(-2)), 12);
  });
});
