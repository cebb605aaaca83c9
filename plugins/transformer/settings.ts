import type { ParsedValues, ValueIssue, Values } from 'flywheel/plugin';
import type { Hyperparameters, Settings, Task } from './hyperparameters.ts';

type Given = Values<Hyperparameters>;

/** What was given, and of the rest what suits the task and the data. */
export function withDefaults<K extends keyof Settings>(given: Given, defaults: Pick<Settings, K>): Pick<Settings, K> {
  return { ...defaults, ...Object.fromEntries(Object.keys(defaults).flatMap((name) => {
    const value = Object.entries(given).find(([key]) => key === name)?.[1];
    return value === undefined ? [] : [[name, value]];
  })) };
}

/**
 * The hyper-parameters of one task with nothing left open. `defaults` holds all that the task uses; others that were
 * given are refused, since whoever gave them expects an effect.
 *
 * @param check  what else is wrong, of the complete settings
 */
export function fitSettings<K extends keyof Settings>(task: Task, given: Given, defaults: Pick<Settings, K>, check: (settings: Pick<Settings, K>) => readonly ValueIssue[]): ParsedValues<Hyperparameters> {
  const settings = withDefaults(given, defaults);
  const unused = Object.entries(given).filter(([name, value]) => value !== undefined && name !== 'task' && name !== 'optimizer' && !Object.hasOwn(defaults, name));
  const issues = [...unused.map(([field]) => ({ field, message: `is not used by ${task} of this data; leave it out` })), ...check(settings)];
  return issues.length > 0 ? { ok: false, issues } : { ok: true, values: { ...given, task, ...settings } };
}

/** Heads divide the size of the model. */
export function headIssues({ heads, modelSize }: Pick<Settings, 'heads' | 'modelSize'>): ValueIssue[] {
  return modelSize % heads === 0 ? [] : [{ field: 'heads', message: `must divide modelSize, but ${modelSize} is not a multiple of ${heads}` }];
}
