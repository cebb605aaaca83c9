import { expect, test } from 'vitest';
import { answersOf } from '../../bench/consensus/answer.ts';
import type { Crowd } from '../../bench/consensus/crowds.ts';
import { itemsOf } from '../../src/domain/consensus/tabulate.ts';
import { weighClasses } from '../../src/domain/consensus/weigh-classes.ts';
import { weighAnswers } from '../../src/weighing/weigh-answers.ts';

/** Shares of prompts that become samples, and of these that are right. */
async function usable(crowd: Crowd): Promise<{ share: number; right: number }> {
  const { classes, answers, truth } = answersOf(crowd, 1);
  const { labels } = await weighClasses({ weigh: (table) => Promise.resolve(weighAnswers(table)) }, itemsOf(answers), classes, new Map(), { minimumProbability: 0.8 });
  const taken = labels.filter(({ state }) => state === 'USABLE');
  return { share: taken.length / labels.length, right: taken.filter(({ item, label }) => truth.get(item) === label).length / taken.length };
}

test('of a crowd that has said much, what hardly leaves a doubt is a label without a majority; of one that has said little it waits for review', async () => {
  const crowd = { classes: 77, lazy: 0.2, hostile: 0.2, mistaken: 0.15 };
  const [known, unknown] = [await usable({ ...crowd, people: 250, prompts: 500 }), await usable({ ...crowd, people: 100, prompts: 100 })];
  expect(known.share).toBeGreaterThan(0.8);
  expect(known.right).toBeGreaterThan(0.98);
  expect(unknown.share).toBeLessThan(0.7);
});
