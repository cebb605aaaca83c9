import { expect, test } from 'vitest';
import { weighLabels } from '../../src/weighing/weigh-labels.ts';
import { type Crowd, crowd, hostile, honest, lazy, random } from './crowd.ts';

const mixed = (seed: number, bad: number): Crowd =>
  crowd({ seed, classCount: 10, items: 300, answers: 1500, subjects: 150, habits: [[0.8 - bad, honest(0.95)], [0.2, lazy], [bad / 2, hostile], [bad / 2, random]], accuracy: () => 0.7 });

/** Share of answered items whose label is right, where it is chosen. */
function right({ table, truth }: Crowd, chosen: (item: number) => number): number {
  const answered = [...truth.keys()].filter((item) => (table.start[item + 1] ?? 0) > (table.start[item] ?? 0));
  return answered.filter((item) => chosen(item) === truth[item]).length / answered.length;
}

function majority({ table: { start, said } }: Crowd, item: number): number {
  const counts = new Map<number, number>();
  for (const label of said.subarray(start[item], start[item + 1])) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [-1, 0])[0];
}

test.each([[0.2, 0.95], [0.4, 0.88]])('of a crowd of which a share of %d is hostile or answers at random, more labels are right than by majority', (bad, least) => {
  const asked = mixed(7, bad);
  const weighed = weighLabels(asked.table);
  const [ours, theirs] = [right(asked, (item) => weighed.label[item] ?? -1), right(asked, (item) => majority(asked, item))];
  expect(ours).toBeGreaterThan(theirs);
  expect(ours).toBeGreaterThan(least);
});

test('the same table gives the same numbers, and probabilities sum to 1', () => {
  const { table } = mixed(3, 0.2);
  const [first, second] = [weighLabels(table), weighLabels(table)];
  expect(first.shares).toEqual(second.shares);
  const { start } = first.candidates;
  for (let item = 0; item < 300; item += 1) expect(first.shares.subarray(start[item], start[item + 1]).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

test('what is known for sure stays, and shows who is wrong', () => {
  const { table, truth } = crowd({ seed: 5, classCount: 4, items: 120, answers: 600, subjects: 20, habits: [[0.5, honest(0.98)], [0.5, hostile]], accuracy: () => 0.6, gold: 0.3 });
  const { label } = weighLabels(table);
  table.gold.forEach((gold, item) => gold >= 0 && expect(label[item]).toBe(gold));
  expect([...truth].filter((one, item) => label[item] === one).length / truth.length).toBeGreaterThan(0.85);
});
