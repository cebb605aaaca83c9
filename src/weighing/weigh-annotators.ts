import type { AnswerTable } from './answer-table.ts';
import type { Candidates } from './candidates.ts';
import { HABITS } from './habits.ts';
import { misnames, naming, underHabit } from './likelihood.ts';
import type { ItemKnowledge, ItemWeights } from './weigh-items.ts';

/** Tells annotators what the items say of them, then learns what all have in common. */
export function weighAnnotators(table: AnswerTable, { start, classes }: Candidates, known: ItemKnowledge, weights: ItemWeights): void {
  const { annotators, habits, confusions } = known;
  const others = new Float64Array(mostCandidates(start));
  const likelihoods = new Float64Array(HABITS);
  habits.reset();
  let cell = 0;
  for (let item = 0; item < table.gold.length; item += 1) {
    const [from, to] = [start[item]!, start[item + 1]!];
    for (let answer = table.start[item]!; answer < table.start[item + 1]!; answer += 1, cell += to - from) {
      withoutAnswer(weights, from, to, cell, table.gold[item]! >= 0, others);
      const own = annotators.without(answer);
      let total = 0;
      for (let habit = 0; habit < HABITS; habit += 1) {
        likelihoods[habit] = 0;
        for (let at = from; at < to; at += 1) likelihoods[habit]! += others[at - from]! * underHabit(known, table, answer, classes[at]!, habit) * naming(known, table, answer, classes[at]!, weights.shares[at]!);
        total += own[habit]! * likelihoods[habit]!;
      }
      for (let at = from; at < to; at += 1) {
        const truth = classes[at]!;
        const [seen, said] = [table.seen[answer]!, table.said[answer]!];
        const here = (others[at - from]! * naming(known, table, answer, truth, weights.shares[at]!)) / Math.max(1e-300, total);
        for (let habit = 0; habit < HABITS; habit += 1) {
          habits.countAnswer(habit, truth === seen, said === seen, said === -1 ? undefined : said === truth, here * own[habit]! * underHabit(known, table, answer, truth, habit));
        }
        if (misnames(table, answer, truth)) confusions.count(truth, said, weights.shares[at]!);
      }
      annotators.tell(answer, likelihoods);
    }
  }
  annotators.learn();
  confusions.learn();
}

/** Learns how the model versions guess and how common the classes are. */
export function weighGuessers(table: AnswerTable, { start, classes }: Candidates, { guessers, classShares }: ItemKnowledge, { shares }: ItemWeights): void {
  classShares.fill(1);
  guessers.learn(() => {
    for (let item = 0; item < table.gold.length; item += 1) {
      for (let at = start[item]!; at < start[item + 1]!; at += 1) {
        if (classes[at]! >= 0) classShares[classes[at]!]! += shares[at]!;
        if (table.version[item]! >= 0) guessers.count(item, classes[at]!, shares[at]!);
      }
    }
  });
  const total = classShares.reduce((sum, count) => sum + count, 0);
  for (let label = 0; label < classShares.length; label += 1) classShares[label]! /= total;
}

/** The shares of an item's candidates by all but one answer. */
function withoutAnswer({ shares, cells }: ItemWeights, from: number, to: number, cell: number, isGold: boolean, others: Float64Array): void {
  let total = 0;
  let least = Infinity;
  for (let at = from; at < to; at += 1) least = Math.min(least, cells[cell + at - from]!);
  for (let at = from; at < to; at += 1) total += others[at - from] = shares[at]! * (isGold ? 1 : Math.exp(least - cells[cell + at - from]!));
  for (let at = 0; at < to - from; at += 1) others[at]! /= Math.max(1e-300, total);
}

function mostCandidates(start: Int32Array): number {
  let most = 0;
  for (let item = 1; item < start.length; item += 1) most = Math.max(most, start[item]! - start[item - 1]!);
  return most;
}
