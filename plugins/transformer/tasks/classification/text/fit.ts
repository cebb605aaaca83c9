import type { ValueIssue } from 'flywheel/plugin';
import { fitSettings, headIssues } from '../../../settings.ts';
import type { FitTask } from '../../../task.ts';
import { defaultsFor } from './defaults.ts';

/** Fills in what suits the texts, and says what cannot be learned from them. */
export const fit: FitTask<'TEXT'> = (given, dataset) => {
  const unfit = dataIssues(dataset.classes.length, dataset.counts.TRAIN);
  if (unfit.length > 0) return { ok: false, issues: unfit };
  return fitSettings('CLASSIFICATION', given, defaultsFor(dataset, given.tokenizer), (settings) => [
    ...headIssues(settings),
    ...(settings.tokenizer === 'CHARACTER' ? [{ field: 'tokenizer', message: 'must be WORD, WORD_PIECE or BYTE_PAIR for classification: characters alone say too little' }] : []),
    ...(settings.tokenizer === 'BYTE_PAIR' && settings.vocabularySize < 259 ? [{ field: 'vocabularySize', message: `must be at least 259 for BYTE_PAIR, which begins with all bytes, not ${settings.vocabularySize}` }] : []),
  ]);
};

function dataIssues(classes: number, texts: number): ValueIssue[] {
  if (classes < 2) return [{ field: 'task', message: `CLASSIFICATION needs texts of at least two classes; this dataset version has ${classes === 0 ? 'no labels' : 'one class'}` }];
  return texts === 0 ? [{ field: 'task', message: 'CLASSIFICATION needs texts to train on; the training split of this dataset version is empty' }] : [];
}
