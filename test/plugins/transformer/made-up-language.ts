import type { Dataset, SplitName } from 'flywheel/plugin';
import { pairsDataset } from '../../../bench/transformer/multi30k.ts';

const WORDS = { ka: 'rumo', le: 'tisa', mi: 'vole', no: 'wuk', pu: 'xani', sa: 'yeb' } as const;

/** A language whose sentences are said backwards, word by word, in another one: needs attention, and is soon learned. */
export function backwardsLanguage({ train = 400, validation = 24, test = 24, longest = 5 }: { train?: number; validation?: number; test?: number; longest?: number } = {}): Dataset<'TEXT_PAIR'> {
  const known = Object.entries(WORDS);
  const split = (count: number, from: number) => {
    const sentences = Array.from({ length: count }, (_, k) => Array.from({ length: 1 + ((k + from) % longest) }, (_, place) => known[pick(k + from, place) % known.length] ?? ['', '']));
    return { sources: sentences.map((words) => words.map(([word]) => word).join(' ')), targets: sentences.map((words) => words.map(([, word]) => word).reverse().join(' ')) };
  };
  const splits: Record<SplitName, ReturnType<typeof split>> = { TRAIN: split(train, 0), VALIDATION: split(validation, 100_000), TEST: split(test, 200_000) };
  return pairsDataset(splits);
}

/** Translates without having learned it. */
export function translateBackwards(source: string): string {
  const words: Readonly<Record<string, string>> = WORDS;
  return source.split(' ').map((word) => words[word] ?? '').reverse().join(' ');
}

function pick(sentence: number, place: number): number {
  const mixed = Math.imul(sentence * 31 + place * 7919 + 17, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 8;
}
