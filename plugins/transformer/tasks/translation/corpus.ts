import type { Dataset } from 'flywheel/plugin';
import { END, learnTokenizer, type BytePairTokenizer } from '../../text/byte-pair.ts';
import { countPieces } from '../../text/pieces.ts';

/** Pairs that the vocabulary is learned from at most; more of them hardly change it. */
const MOST_TO_LEARN_FROM = 500_000;
const READ_AT_ONCE = 512;
/** A translation may be this many tokens longer than its source times the ratio. */
const SLACK = 6;
/** Share of the training pairs whose translation is within the bound. */
const WITHIN_BOUND = 0.999;

/** A pair of texts as tokens. Each text ends with END and has at most maxLength tokens. */
export interface TokenPair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

export function encodeText(tokenizer: BytePairTokenizer, text: string, maxLength: number): number[] {
  return [...tokenizer.encode(text).slice(0, maxLength - 1), END];
}

/** One joint vocabulary of both languages, so that names and numbers are the same tokens in both. */
export async function learnVocabulary(data: Dataset<'TEXT_PAIR'>, size: number): Promise<BytePairTokenizer> {
  const counts = new Map<string, number>();
  let pairs = 0;
  for await (const { sources, targets, count } of data.batches({ split: 'TRAIN', size: READ_AT_ONCE })) {
    for (const text of sources) countPieces(counts, text);
    for (const text of targets) countPieces(counts, text);
    pairs += count;
    if (pairs >= MOST_TO_LEARN_FROM) break;
  }
  return learnTokenizer(counts, size);
}

export interface Lengths {
  /** How many training pairs have a longer side of `index` tokens. */
  readonly counts: readonly number[];
  /** For `longestTranslation`. */
  readonly ratio: number;
}

export async function measureLengths(data: Dataset<'TEXT_PAIR'>, tokenizer: BytePairTokenizer, maxLength: number): Promise<Lengths> {
  const counts = Array.from({ length: maxLength + 1 }, () => 0);
  const ratios = new Map<number, number>();
  for await (const { sources, targets } of data.batches({ split: 'TRAIN', size: READ_AT_ONCE })) {
    sources.forEach((text, k) => {
      const source = encodeText(tokenizer, text, maxLength).length;
      const target = encodeText(tokenizer, targets[k] ?? '', maxLength).length;
      counts[Math.max(source, target)] = (counts[Math.max(source, target)] ?? 0) + 1;
      const ratio = Math.max(0, Math.ceil((20 * (target - SLACK)) / source) / 20);
      ratios.set(ratio, (ratios.get(ratio) ?? 0) + 1);
    });
  }
  return { counts, ratio: quantile(ratios, WITHIN_BOUND) };
}

/** Tokens that a translation has at most: decoding stops there. */
export function longestTranslation(ratio: number, sourceLength: number, maxLength: number): number {
  return Math.min(maxLength, Math.ceil(ratio * sourceLength) + SLACK);
}

function quantile(counts: ReadonlyMap<number, number>, share: number): number {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  let left = share * sorted.reduce((sum, [, count]) => sum + count, 0);
  for (const [value, count] of sorted) {
    left -= count;
    if (left <= 0) return value;
  }
  return sorted.at(-1)?.[0] ?? 1;
}
