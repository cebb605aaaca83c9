import type { WeighedAnswers } from '../domain/ports.ts';
import type { AnswerTable } from './answer-table.ts';
import type { Annotators } from './annotators.ts';
import { habitNames } from './habits.ts';
import { weighLabels } from './weigh-labels.ts';

const [CAREFUL, FAIR, CONTRARY, RANDOM] = (['CAREFUL', 'FAIR', 'CONTRARY', 'RANDOM'] as const).map((name) => habitNames.indexOf(name)) as [number, number, number, number];

/** Labels, and how far each answer can be trusted by all else that its annotator said. */
export function weighAnswers(table: AnswerTable): WeighedAnswers {
  const { candidates, shares, entropy, annotators } = weighLabels(table);
  return { start: candidates.start, classes: candidates.classes, shares, entropy, trust: trustOf(table, annotators) };
}

/** For how many answers it counts that somebody is like most people: few tell little of who is right elsewhere. */
const USUAL_ANSWERS = 3;

/** Among fewer people a model's word against somebody's decides nothing: who only corrects what is wrong looks as one who is contrary. */
const CROWD = 20;

/** Whoever confirms whatever is shown says nothing by it; whoever takes the trouble to name another class does, unless they are contrary or guess. */
function trustOf(table: AnswerTable, annotators: Annotators): Float64Array {
  const { said, seen, annotator, watched } = table;
  const telling = tellingAnswers(table);
  const given = new Int32Array(watched.length);
  annotator.forEach((by, answer) => by >= 0 && (given[by]! += telling[answer]!));
  return Float64Array.from(said, (label, answer) => {
    const trust = label === seen[answer] ? confirming : naming;
    const by = annotator[answer]!;
    const others = by < 0 ? 0 : given[by]! - telling[answer]!;
    return (others * trust(annotators.without(answer)) + USUAL_ANSWERS * trust(annotators.habits.shares[by < 0 ? 0 : (watched[by] as 0 | 1)])) / (others + USUAL_ANSWERS);
  });
}

/** 1 for each answer that tells of who gave it: of a crowd all do, else those about something that others answered, too, or that is known. */
function tellingAnswers({ start, gold, said, watched }: AnswerTable): Uint8Array {
  const telling = new Uint8Array(said.length);
  for (let item = 0; item < gold.length; item += 1) {
    if (watched.length >= CROWD || gold[item]! >= 0 || start[item + 1]! - start[item]! > 1) telling.fill(1, start[item], start[item + 1]);
  }
  return telling;
}

const confirming = (habits: Float64Array): number => habits[CAREFUL]! + habits[FAIR]!;
const naming = (habits: Float64Array): number => 1 - habits[CONTRARY]! - habits[RANDOM]!;
