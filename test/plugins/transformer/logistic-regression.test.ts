import { describe, expect, it } from 'vitest';
import { ColumnCoder } from '../../../plugins/transformer/tasks/classification/tabular/columns.ts';
import { learnColumns } from '../../../plugins/transformer/tasks/classification/tabular/learn-columns.ts';
import { minimize } from '../../../plugins/transformer/tasks/classification/tabular/logistic/minimize.ts';
import { planFit } from '../../../plugins/transformer/tasks/classification/tabular/logistic/plan-fit.ts';
import { LogisticRegression } from '../../../plugins/transformer/tasks/classification/tabular/logistic/regression.ts';
import reference from './reference/logistic.json' with { type: 'json' };

const { signal } = new AbortController();
const whole = { iterations: 200, tolerance: 1e-8, evaluations: Infinity };

/** Rosenbrock's. */
const valley = async ([x = 0, y = 0]: Float64Array) => ({ value: (1 - x) ** 2 + 100 * (y - x * x) ** 2, gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)) });

function rowsOf({ labels }: { readonly labels: readonly number[] }) {
  const columns = reference.rows[0]?.map((_, k) => ({ name: `c${k}`, type: 'NUMBER' as const })) ?? [];
  const rows = { count: labels.length, numbers: Float64Array.from(reference.rows.flat()), categories: [], labels: Int32Array.from(labels) };
  return { rows, coder: new ColumnCoder(learnColumns(columns, rows)) };
}

describe('the simple model beside the Transformer', () => {
  it.each(reference.cases)('is scikit-learn\'s logistic regression of the standardized columns ($classes classes)', async ({ classes, labels, probabilities }) => {
    const { rows, coder } = rowsOf({ labels });
    const logits = (await LogisticRegression.fit(coder, classes, rows, { rows: rows.count, evaluations: Infinity, signal })).logits(rows);
    probabilities.forEach((expected, row) => {
      const exps = expected.map((_, c) => Math.exp(logits[row * classes + c] ?? NaN));
      const sum = exps.reduce((all, one) => all + one, 0);
      exps.forEach((one, c) => expect(one / sum).toBeCloseTo(expected[c] ?? NaN, 3));
    });
  });

  it('learns of columns with any doubles, and gives numbers for any', async () => {
    const extremes = [1e200, -1.7e308, Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE, NaN, 1];
    const rowOf = (index: number) => [extremes[index % extremes.length] ?? NaN, index % 2 === 0 ? 1e308 : -1e308, index % 50 === 3 ? 9.96921e36 : index % 3];
    const count = 400;
    const rows = { count, numbers: Float64Array.from(Array.from({ length: count }, (_, index) => rowOf(index)).flat()), categories: [], labels: Int32Array.from({ length: count }, (_, index) => index % 2) };
    const coder = new ColumnCoder(learnColumns(['extreme', 'wide', 'filled'].map((name) => ({ name, type: 'NUMBER' as const })), rows));
    const [, wide, filled] = coder.codes.numbers;
    expect(wide).toMatchObject({ mean: 0, deviation: 1e308 });
    expect(filled?.deviation).toBeCloseTo(9.96921e36 * Math.sqrt(0.02 * 0.98), -30);
    const { ranks, amounts } = coder.code(rows);
    expect([...ranks, ...amounts].every(Number.isFinite)).toBe(true);
    const logistic = await LogisticRegression.fit(coder, 2, rows, { rows: count, evaluations: Infinity, signal });
    const logits = logistic.logits({ count: 2, numbers: Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE, -Number.MAX_VALUE), categories: [] });
    expect(logits.every(Number.isFinite)).toBe(true);
  });

  it('is found by a minimizer that finds the bottom of a narrow valley', async () => {
    const found = await minimize(valley, Float64Array.of(-1.2, 1), whole);
    expect(found[0]).toBeCloseTo(1, 5);
    expect(found[1]).toBeCloseTo(1, 5);
  });

  it('is what was found within the evaluations that there are', async () => {
    let evaluations = 0;
    const found = await minimize((at) => {
      evaluations += 1;
      return valley(at);
    }, Float64Array.of(-1.2, 1), { ...whole, evaluations: 9 });
    expect(evaluations).toBe(9);
    expect((await valley(found)).value).toBeLessThan((await valley(Float64Array.of(-1.2, 1))).value);
  });

  it('lets a cancel through, and ends by it', async () => {
    const [one] = reference.cases;
    if (one === undefined) throw new Error('no case');
    const { rows, coder } = rowsOf(one);
    const cancel = new AbortController();
    const fitted = LogisticRegression.fit(coder, one.classes, rows, { rows: rows.count, evaluations: Infinity, signal: cancel.signal });
    setImmediate(() => cancel.abort(new Error('canceled')));
    await expect(fitted).rejects.toThrow('canceled');
  });

  it.each([
    { rows: 17_000, columns: 30, classes: 2, taken: 17_000 },
    { rows: 50_000, columns: 60, classes: 2, taken: 50_000 },
    { rows: 50_000, columns: 1000, classes: 100, taken: 1089 },
    { rows: 50_000, columns: 100, classes: 1000, taken: undefined },
    { rows: 50_000, columns: 1000, classes: 10_000, taken: undefined },
  ])('takes $taken of $rows rows of $columns columns and $classes classes, and so about a minute at most', ({ rows, columns, classes, taken }) => {
    const numbers = Array.from({ length: columns }, (_, k) => ({ name: `c${k}`, mean: 0, deviation: 1, quantiles: [0, 1] }));
    const plan = planFit(new ColumnCoder({ numbers, categories: [] }), classes, rows);
    expect(plan?.rows).toBe(taken);
    if (plan === undefined) return;
    expect(plan.evaluations * plan.rows * columns * classes).toBeLessThanOrEqual(1.1e10);
    // With all rows there are more than 200 iterations use.
    expect(plan.evaluations).toBeGreaterThanOrEqual(taken === rows ? 400 : 50);
  });
});
