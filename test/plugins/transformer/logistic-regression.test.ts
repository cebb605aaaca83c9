import { describe, expect, it } from 'vitest';
import { ColumnCoder } from '../../../plugins/transformer/tasks/classification/tabular/columns.ts';
import { learnColumns } from '../../../plugins/transformer/tasks/classification/tabular/learn-columns.ts';
import { minimize } from '../../../plugins/transformer/tasks/classification/tabular/logistic/minimize.ts';
import { LogisticRegression } from '../../../plugins/transformer/tasks/classification/tabular/logistic/regression.ts';
import reference from './reference/logistic.json' with { type: 'json' };

describe('the simple model beside the Transformer', () => {
  it.each(reference.cases)('is scikit-learn\'s logistic regression of the standardized columns ($classes classes)', ({ classes, labels, probabilities }) => {
    const columns = reference.rows[0]?.map((_, k) => ({ name: `c${k}`, type: 'NUMBER' as const })) ?? [];
    const rows = { count: labels.length, numbers: Float64Array.from(reference.rows.flat()), categories: [], labels: Int32Array.from(labels) };
    const logits = LogisticRegression.fit(new ColumnCoder(learnColumns(columns, rows)), classes, rows).logits(rows);
    probabilities.forEach((expected, row) => {
      const exps = expected.map((_, c) => Math.exp(logits[row * classes + c] ?? NaN));
      const sum = exps.reduce((all, one) => all + one, 0);
      exps.forEach((one, c) => expect(one / sum).toBeCloseTo(expected[c] ?? NaN, 3));
    });
  });

  it('learns of columns with any doubles, and gives numbers for any', () => {
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
    const logistic = LogisticRegression.fit(coder, 2, rows);
    const logits = logistic.logits({ count: 2, numbers: Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE, -Number.MAX_VALUE), categories: [] });
    expect(logits.every(Number.isFinite)).toBe(true);
  });

  it('is found by a minimizer that finds the bottom of a narrow valley', () => {
    const found = minimize(([x = 0, y = 0]) => ({ value: (1 - x) ** 2 + 100 * (y - x * x) ** 2, gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)) }), Float64Array.of(-1.2, 1), { iterations: 200, tolerance: 1e-8 });
    expect(found[0]).toBeCloseTo(1, 5);
    expect(found[1]).toBeCloseTo(1, 5);
  });
});
