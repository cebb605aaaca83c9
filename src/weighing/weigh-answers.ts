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

/** Whoever confirms whatever is shown says nothing by it; whoever takes the trouble to name another class does, unless they are contrary or guess. */
function trustOf({ said, seen }: AnswerTable, annotators: Annotators): Float64Array {
  return Float64Array.from(said, (label, answer) => {
    const habits = annotators.without(answer);
    return label === seen[answer] ? habits[CAREFUL]! + habits[FAIR]! : 1 - habits[CONTRARY]! - habits[RANDOM]!;
  });
}
