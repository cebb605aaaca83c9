import { fitSettings, headIssues } from '../../settings.ts';
import type { FitTask } from '../../task.ts';
import { defaultsFor, scoresIssue } from './settings.ts';

/** Hyper-parameters of a model of interactions. */
export const fit: FitTask<'INTERACTION'> = (given, dataset) =>
  fitSettings('RECOMMENDATION', given, defaultsFor(dataset), (settings) => {
    const scores = scoresIssue(settings, dataset.items);
    return [
      ...headIssues(settings),
      ...(scores === undefined ? [] : [{ field: 'batchSize', message: scores }]),
      ...(dataset.counts.TRAIN === 0 ? [{ field: 'task', message: 'RECOMMENDATION needs interactions in the training split, and this dataset version has none there' }] : []),
    ];
  });
