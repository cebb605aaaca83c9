import type { AnswerTable } from './answer-table.ts';
import type { Annotators } from './annotators.ts';
import type { Candidates } from './candidates.ts';
import type { Guessers } from './guessers.ts';
import { HABITS } from './habits.ts';
import { naming, type Shared, underHabit } from './likelihood.ts';

const LEAST = 1e-12;

export interface ItemWeights {
  /** Probability of each candidate. */
  readonly shares: Float64Array;
  /** Logarithm of how likely each answer is under each candidate of its item, answer by answer. */
  readonly cells: Float64Array;
}

export interface ItemKnowledge extends Shared {
  readonly annotators: Annotators;
  readonly guessers: Guessers;
  readonly classShares: Float64Array;
}

/** Fills in how probable each candidate is by what the model guessed and everybody said. `before`: the shares of the round before. */
export function weighItems(table: AnswerTable, { start, classes }: Candidates, known: ItemKnowledge, before: Float64Array, { shares, cells }: ItemWeights): void {
  const { annotators, guessers } = known;
  let cell = 0;
  for (let item = 0; item < table.gold.length; item += 1) {
    const [from, to] = [start[item]!, start[item + 1]!];
    priors(classes.subarray(from, to), known.classShares, shares.subarray(from, to));
    if (table.version[item]! >= 0) {
      for (let at = from; at < to; at += 1) shares[at]! += Math.log(Math.max(LEAST, guessers.likelihood(item, classes[at]!, before[at]!)));
    }
    for (let answer = table.start[item]!; answer < table.start[item + 1]!; answer += 1) {
      const habits = annotators.without(answer);
      for (let at = from; at < to; at += 1, cell += 1) {
        let likelihood = 0;
        for (let habit = 0; habit < HABITS; habit += 1) likelihood += habits[habit]! * underHabit(known, table, answer, classes[at]!, habit);
        shares[at]! += cells[cell] = Math.log(Math.max(LEAST, likelihood * naming(known, table, answer, classes[at]!, before[at]!)));
      }
    }
    settle(shares.subarray(from, to), classes.subarray(from, to), table.gold[item]!);
  }
}

/** How common the classes are; the place for all others has what the named ones leave. */
function priors(classes: Int32Array, classShares: Float64Array, into: Float64Array): void {
  let left = 1;
  for (const label of classes) if (label >= 0) left -= classShares[label]!;
  classes.forEach((label, at) => (into[at] = Math.log(label < 0 ? Math.max(LEAST, left) : classShares[label]!)));
}

/** Logarithms become probabilities; of a gold item all is with its class. */
function settle(values: Float64Array, classes: Int32Array, gold: number): void {
  if (gold >= 0) return classes.forEach((label, at) => (values[at] = Number(label === gold)));
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += values[at] = Math.exp(values[at]! - most);
  for (let at = 0; at < values.length; at += 1) values[at]! /= total;
}
