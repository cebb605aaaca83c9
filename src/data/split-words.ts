import type { SplitName } from '../plugin/index.ts';

/** Splits in the order in which counts, the stored order and the digest list them. */
export const splitNames = ['TRAIN', 'VALIDATION', 'TEST'] as const satisfies readonly SplitName[];

const words: ReadonlyMap<string, SplitName> = new Map<string, SplitName>([
  ...['train', 'training', 'train_set', 'training_set'].map((word) => [word, 'TRAIN'] as const),
  ...['val', 'valid', 'validation', 'val_set', 'validation_set'].map((word) => [word, 'VALIDATION'] as const),
  ...['test', 'testing', 'test_set', 'testing_set', 't10k'].map((word) => [word, 'TEST'] as const),
]);

/** The split that a folder or a part of a file name stands for, in any case of letters. */
export const splitOfWord = (word: string): SplitName | undefined => words.get(word.toLowerCase());
