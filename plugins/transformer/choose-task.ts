import type { DatasetDescription } from 'flywheel/plugin';
import type { Task } from './hyperparameters.ts';

/** What each kind of data can be used for. */
const TASKS: Readonly<Record<DatasetDescription['kind'], readonly Task[]>> = {
  TEXT: ['CLASSIFICATION', 'LANGUAGE_MODEL'],
  IMAGE: ['CLASSIFICATION'],
  TABULAR: ['CLASSIFICATION'],
  TEXT_PAIR: ['TRANSLATION'],
  INTERACTION: ['RECOMMENDATION'],
};

/** The task that was asked for, or the one that the data suggests; or what is wrong with it, to follow the field's name. */
export function chooseTask(asked: Task | undefined, { kind, classes }: DatasetDescription): { readonly task: Task } | { readonly issue: string } {
  const possible = TASKS[kind];
  const task = asked ?? (kind === 'TEXT' && classes.length === 0 ? 'LANGUAGE_MODEL' : possible[0]);
  if (task === undefined || !possible.includes(task)) return { issue: `must be ${possible.join(' or ')} for data of kind ${kind}, not ${asked}` };
  if (task === 'CLASSIFICATION' && classes.length < 2) {
    const found = classes.length === 0 ? 'its samples have no labels' : `all its samples have the label ${JSON.stringify(classes[0])}`;
    return { issue: `CLASSIFICATION needs at least two classes, and ${found}` };
  }
  return { task };
}
