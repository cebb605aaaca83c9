import type { AnswerTable } from './answer-table.ts';
import type { Confusions } from './confusions.ts';
import type { Habits } from './habits.ts';

/** What is learned of all, round by round. */
export interface Shared {
  readonly habits: Habits;
  /** Which wrong classes people name. */
  readonly confusions: Confusions;
}

/** Whether an answer names a class that is wrong, if the truth is another (-1: one that nobody named). */
export const misnames = ({ seen, said }: AnswerTable, answer: number, truth: number): boolean => said[answer]! >= 0 && said[answer] !== seen[answer] && said[answer] !== truth;

/** How likely somebody of a habit gives an answer, if the truth is a class; which wrong class is named is left to `naming`. */
export function underHabit({ habits }: Shared, { seen, said }: AnswerTable, answer: number, truth: number, habit: number): number {
  const [saw, says] = [seen[answer]!, said[answer]!];
  return habits.likelihood(habit, truth === saw, says === saw, says === -1 ? undefined : says === truth);
}

/** How likely anybody who names a wrong class names the one that the answer names; 1 where it names none. `own`: what the answer has counted itself. */
export function naming({ confusions }: Shared, table: AnswerTable, answer: number, truth: number, own: number): number {
  return misnames(table, answer, truth) ? confusions.likelihood(truth, table.said[answer]!, own) : 1;
}
