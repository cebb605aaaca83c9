import type { SplitName } from '../../plugin/index.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { splitOfWord } from '../split-words.ts';

/** The split that a word of the file's name tells: `imdb_train.csv`, `val.en.gz`, `test_2016_flickr.de`; none where two differ. */
export function splitOfFile(filename: string): SplitName | undefined {
  const words = filename.toLowerCase().split(/[^a-z0-9]+/);
  const found = new Set(words.map((word) => (word === 'dev' ? 'VALIDATION' : splitOfWord(word))).filter((split) => split !== undefined));
  return found.size === 1 ? [...found][0] : undefined;
}

/** The split of each file; a fault where only some names tell one. */
export function splitsOfFiles(filenames: readonly string[]): (SplitName | undefined)[] {
  const splits = filenames.map(splitOfFile);
  requireAllOrNone(filenames, splits);
  return splits;
}

/** A fault where the names of some files tell a split, and those of others do not. */
export function requireAllOrNone(filenames: readonly string[], splits: readonly (SplitName | undefined)[]): void {
  const unnamed = splits.indexOf(undefined);
  if (unnamed !== -1 && splits.some((split) => split !== undefined)) {
    throw new ImportFault(`${shown(filenames[unnamed]!)}: its name tells no split, but those of other files do. Put train, val or test into the names of all files, or of none.`);
  }
}
