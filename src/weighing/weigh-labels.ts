import type { AnswerTable } from './answer-table.ts';
import { Annotators } from './annotators.ts';
import { type Candidates, candidatesOf } from './candidates.ts';
import { Confusions } from './confusions.ts';
import { Guessers } from './guessers.ts';
import { weighAnnotators, weighGuessers } from './weigh-annotators.ts';
import { type ItemKnowledge, type ItemWeights, weighItems } from './weigh-items.ts';

const MOST_ROUNDS = 60;
/** The rounds end when no probability moves by more. */
const STILL = 1e-3;

export interface WeighedLabels {
  readonly candidates: Candidates;
  /** Probability of each candidate. */
  readonly shares: Float64Array;
  /** Each item's most probable class; -1: one that nobody named. */
  readonly label: Int32Array;
  readonly posterior: Float64Array;
  /** Of the probabilities of its candidates, in nats. */
  readonly entropy: Float64Array;
  readonly annotators: Annotators;
  readonly guessers: Guessers;
  readonly rounds: number;
}

/**
 * How probable the classes of items are, from what people and model versions said: the model of Dawid & Skene (1979), in which every
 * annotator has a confusion matrix. Model versions have their own; people, most of whom answer a few times, have that of one of a few
 * habits (Venanzi et al. 2014, who call them communities), found by belief propagation. Gold items stay as they are and show who is right.
 * The same table gives the same numbers. Each round costs what there are answers, times the habits and the two or three classes that an
 * item may be of.
 */
export function weighLabels(table: AnswerTable): WeighedLabels {
  const candidates = candidatesOf(table);
  const annotators = new Annotators(table);
  const known: ItemKnowledge = {
    annotators, habits: annotators.habits, guessers: new Guessers(table), confusions: new Confusions(table.classCount),
    classShares: new Float64Array(table.classCount).fill(1 / table.classCount),
  };
  const cells = new Float64Array(cellCount(table, candidates));
  let weights: ItemWeights = { shares: new Float64Array(candidates.classes.length), cells };
  let before: Float64Array = new Float64Array(candidates.classes.length);
  let rounds = 0;
  for (let moved = Infinity; rounds < MOST_ROUNDS && moved > STILL; rounds += 1) {
    [weights, before] = [{ shares: before, cells }, weights.shares];
    weighItems(table, candidates, known, before, weights);
    weighAnnotators(table, candidates, known, weights);
    weighGuessers(table, candidates, known, weights);
    moved = greatestMove(weights.shares, before);
  }
  return { candidates, shares: weights.shares, ...best(candidates, weights.shares), annotators, guessers: known.guessers, rounds };
}

/** A cell is an answer and a candidate of its item. */
function cellCount({ start: answers }: AnswerTable, { start }: Candidates): number {
  let count = 0;
  for (let item = 0; item < start.length - 1; item += 1) count += (answers[item + 1]! - answers[item]!) * (start[item + 1]! - start[item]!);
  return count;
}

function greatestMove(a: Float64Array, b: Float64Array): number {
  let most = 0;
  for (let at = 0; at < a.length; at += 1) most = Math.max(most, Math.abs(a[at]! - b[at]!));
  return most;
}

function best({ start, classes }: Candidates, shares: Float64Array): Pick<WeighedLabels, 'label' | 'posterior' | 'entropy'> {
  const items = start.length - 1;
  const found = { label: new Int32Array(items), posterior: new Float64Array(items), entropy: new Float64Array(items) };
  for (let item = 0; item < items; item += 1) {
    for (let at = start[item]!; at < start[item + 1]!; at += 1) {
      const share = shares[at]!;
      if (share > 0) found.entropy[item]! -= share * Math.log(share);
      if (share <= found.posterior[item]!) continue;
      found.posterior[item] = share;
      found.label[item] = classes[at]!;
    }
  }
  return found;
}
