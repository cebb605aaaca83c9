import { fitSettings } from '../../settings.ts';
import type { FitTask } from '../../task.ts';
import { defaultsFor, settingIssues } from './settings.ts';

/** Hyper-parameters of a language model. */
export const fit: FitTask<'TEXT'> = (given, dataset) =>
  fitSettings('LANGUAGE_MODEL', given, defaultsFor(dataset, given), (settings) => [
    ...settingIssues(settings),
    ...(dataset.counts.TRAIN === 0 ? [{ field: 'task', message: 'LANGUAGE_MODEL needs texts in the training split, and this dataset version has none there' }] : []),
  ]);
