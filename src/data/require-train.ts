import type { SplitName } from '../plugin/index.ts';
import { ImportFault } from './import-fault.ts';
import { splitNames } from './split-words.ts';

/** A fault where all samples have a split that is named, and none is for training. */
export function requireTrain(named: ReadonlySet<SplitName | undefined>): void {
  if (named.has('TRAIN') || named.has(undefined) || named.size === 0) return;
  const found = splitNames.filter((split) => named.has(split)).join(' and ');
  throw new ImportFault(`The files hold a ${found} split but no TRAIN split. Add the training files, or name the files or folders without a split, so that shares are drawn from them.`);
}
