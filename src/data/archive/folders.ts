import type { SplitName } from '../../plugin/index.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import type { SampleGroup } from '../sample-collector.ts';
import { counted, shown } from '../shown.ts';
import { splitOfWord } from '../split-words.ts';

/** A folder that holds images; '' is the top of the archive. */
interface Folder {
  readonly source: number;
  readonly path: string;
}

/** Collects the folders met, and tells in the end which split and class each of them stands for. */
export class Folders {
  readonly #filenames: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #folders: Folder[] = [];

  /** @param filenames  of the archives */
  constructor(filenames: readonly string[]) {
    this.#filenames = filenames;
  }

  numberOf(source: number, imagePath: string): number {
    const path = imagePath.slice(0, Math.max(0, imagePath.lastIndexOf('/')));
    const key = `${source}/${path}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#folders.length === limits.folders) throw new ImportFault(`More than ${counted(limits.folders)} folders of images. A folder stands for a class; put the images of a class into one folder.`);
    this.#numbers.set(key, this.#folders.length);
    this.#folders.push({ source, path });
    return this.#folders.length - 1;
  }

  /** The meaning of each number. @param classOf  the class that a folder of an archive (its index) stands for; its name where absent */
  resolve(classOf: (source: number, folder: string) => string = (_source, folder) => folder): SampleGroup[] {
    const groups: SampleGroup[] = [];
    this.#filenames.forEach((filename, source) => {
      const numbers = [...this.#folders.keys()].filter((number) => this.#folders[number]!.source === source);
      const paths = numbers.map((number) => this.#folders[number]!.path);
      archiveGroups(filename, paths).forEach(({ split, label }, index) => (groups[numbers[index]!] = { split, label: label && classOf(source, label) }));
    });
    const unnamed = groups.findIndex(({ split }) => split === undefined);
    if (unnamed !== -1 && groups.some(({ split }) => split !== undefined)) throw partlySplit(this.#filenames, this.#folders[unnamed]!);
    return groups;
  }
}

function archiveGroups(filename: string, paths: readonly string[]): SampleGroup[] {
  const folders = withoutRoot(paths.map((path) => (path === '' ? [] : path.split('/'))));
  const named = splitOfWord(filename.replace(/\.(zip|tar|tgz|tar\.gz)$/i, ''));
  const splits = folders.map(([first]) => (first === undefined ? undefined : splitOfWord(first)));
  const hasSplits = splits.some((split) => split !== undefined);
  return folders.map((segments, index) => group(filename, paths[index]!, segments, hasSplits ? splits[index] : named, hasSplits && splits[index] !== undefined));
}

function group(filename: string, path: string, segments: readonly string[], split: SplitName | undefined, splitFolder: boolean): SampleGroup {
  const [label, ...deeper] = splitFolder ? segments.slice(1) : segments;
  if (deeper.length > 0) {
    throw new ImportFault(`${shown(filename)}: the folder "${shown(path)}" lies too deep. Images belong into a folder per class, which may lie below a folder per split (train, validation, test).`);
  }
  return { split, label };
}

/** Leaves out folders that hold all others, unless they name a split or would be the only class. */
function withoutRoot(folders: readonly string[][]): readonly string[][] {
  const root = folders[0]?.[0];
  if (root === undefined || splitOfWord(root) !== undefined) return folders;
  if (folders.some(([first]) => first !== root) || folders.every(({ length }) => length === 1)) return folders;
  return withoutRoot(folders.map((segments) => segments.slice(1)));
}

function partlySplit(filenames: readonly string[], folder: Folder): ImportFault {
  const place = folder.path === '' ? 'the images outside of any folder' : `the folder "${shown(folder.path)}"`;
  return new ImportFault(`${shown(filenames[folder.source] ?? '')}: ${place} belong to no split, while other images lie below folders named train, validation or test. Put all images below such folders, or none.`);
}
