import type { Hyperparameters, Task } from './hyperparameters.ts';

type Name = keyof Hyperparameters;

const NETWORK: readonly Name[] = ['task', 'layers', 'heads', 'modelSize', 'feedForwardSize'];
const TOKENS: readonly Name[] = ['tokenizer', 'vocabularySize'];

/** Those that fix the shapes of a model's weights, for each task; those that a kind of data does not use are open in either model. */
const KEPT: Readonly<Record<Task, readonly Name[]>> = {
  CLASSIFICATION: [...NETWORK, ...TOKENS, 'ngramHead', 'ngrams', 'patchSize', 'convolutionalStem'],
  TRANSLATION: [...NETWORK, ...TOKENS],
  LANGUAGE_MODEL: [...NETWORK, ...TOKENS],
  // Each place of a history has a vector.
  RECOMMENDATION: [...NETWORK, 'maxLength'],
};

/** What a run that goes on from a model has in common with it. */
export const keptSettings = (task: Task | undefined): readonly Name[] => (task === undefined ? NETWORK : KEPT[task]);
