import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dataset, SplitName } from 'flywheel/plugin';
import { shuffled } from '../memory-dataset.ts';

const FILES = { TRAIN: 'train', VALIDATION: 'val', TEST: 'test_2016_flickr' } as const;

interface Pairs {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

/** Multi30k (Elliott et al. 2016) from its files of one sentence per line: train, val and test_2016_flickr, `.en.gz` and `.de.gz`. */
export async function readMulti30k(folder: string): Promise<Dataset<'TEXT_PAIR'>> {
  const read = async (split: SplitName): Promise<Pairs> => {
    const [sources, targets] = await Promise.all(['en', 'de'].map((language) => readLines(join(folder, `${FILES[split]}.${language}.gz`))));
    if (!sources || sources.length !== targets?.length) throw new Error(`The lines of ${FILES[split]} in ${folder} are not pairs.`);
    return { sources, targets };
  };
  return pairsDataset({ TRAIN: await read('TRAIN'), VALIDATION: await read('VALIDATION'), TEST: await read('TEST') });
}

/** Text pairs in memory as a dataset version. */
export function pairsDataset(splits: Readonly<Record<SplitName, Pairs>>): Dataset<'TEXT_PAIR'> {
  const all = Object.values(splits);
  return {
    kind: 'TEXT_PAIR',
    classes: [],
    counts: { TRAIN: splits.TRAIN.sources.length, VALIDATION: splits.VALIDATION.sources.length, TEST: splits.TEST.sources.length },
    source: lengthsOf(all.flatMap(({ sources }) => sources)),
    target: lengthsOf(all.flatMap(({ targets }) => targets)),
    async *batches({ split, size, shuffle, from = 0 }) {
      const { sources, targets } = splits[split];
      const order = shuffle === undefined ? Uint32Array.from(sources.keys()) : shuffled(sources.length, shuffle.seed * 65_537 + shuffle.epoch);
      for (let start = from * size; start < order.length; start += size) {
        const places = [...order.subarray(start, start + size)];
        yield { count: places.length, sources: places.map((place) => sources[place] ?? ''), targets: places.map((place) => targets[place] ?? '') };
      }
    },
  };
}

async function readLines(path: string): Promise<string[]> {
  const text = (await promisify(gunzip)(await readFile(path))).toString('utf8');
  return text.split('\n').slice(0, -1);
}

function lengthsOf(texts: readonly string[]): { mean: number; longest: number } {
  const lengths = texts.map((text) => [...text].length);
  return { mean: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length), longest: lengths.reduce((longest, length) => Math.max(longest, length), 0) };
}
