import { fitSettings, headIssues } from '../../../settings.ts';
import type { FitTask } from '../../../task.ts';
import { dataIssues, defaultsFor, patchIssues } from './settings.ts';

/** Hyper-parameters of a classifier of images. */
export const fit: FitTask<'IMAGE'> = (given, dataset) => {
  const unfit = dataIssues(dataset);
  if (unfit.length > 0) return { ok: false, issues: unfit };
  return fitSettings('CLASSIFICATION', given, defaultsFor(dataset, given), (settings) => [...headIssues(settings), ...patchIssues(dataset, settings)]);
};
