import { fitSettings, headIssues } from '../../../settings.ts';
import type { FitTask } from '../../../task.ts';
import { dataIssues, defaultsFor } from './settings.ts';

/** Hyper-parameters of a classifier of table rows. */
export const fit: FitTask<'TABULAR'> = (given, dataset) => {
  const unfit = dataIssues(dataset);
  return unfit.length > 0 ? { ok: false, issues: unfit } : fitSettings('CLASSIFICATION', given, defaultsFor(dataset), headIssues);
};
