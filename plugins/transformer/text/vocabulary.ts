/** Token 0 fills texts up to one length. */
const SPECIALS = 2;
/** The token of everything that is not in the vocabulary. */
export const UNKNOWN = 1;
/** Different strings that are counted at the same time; rare ones are forgotten beyond. */
const MOST_COUNTED = 4_000_000;

/** Strings and their tokens: numbers from 2, the most frequent first. */
export class Vocabulary {
  readonly #strings: readonly string[];
  readonly #tokens: ReadonlyMap<string, number>;

  constructor(strings: readonly string[]) {
    this.#strings = strings;
    this.#tokens = new Map(strings.map((string, index) => [string, index + SPECIALS]));
  }

  /** Different tokens, with padding and unknown. */
  get size(): number {
    return this.#strings.length + SPECIALS;
  }

  /** UNKNOWN where the string is not in the vocabulary. */
  tokenOf(string: string): number {
    return this.#tokens.get(string) ?? UNKNOWN;
  }

  has(string: string): boolean {
    return this.#tokens.has(string);
  }

  /** A line for each string, in the order of the tokens. */
  toLines(): Uint8Array {
    return new TextEncoder().encode(this.#strings.join('\n'));
  }

  static fromLines(bytes: Uint8Array): Vocabulary {
    const lines = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return new Vocabulary(lines === '' ? [] : lines.split('\n'));
  }
}

/** Counts strings; where there are too many different ones, those counted least are forgotten. */
export class Counts {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most = MOST_COUNTED) {
    this.#most = most;
  }

  get all(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(string: string): void {
    this.#counts.set(string, (this.#counts.get(string) ?? 0) + 1);
    for (let least = 1; this.#counts.size > this.#most; least++) {
      for (const [rare, count] of this.#counts) if (count <= least) this.#counts.delete(rare);
    }
  }

  /** The most frequent strings, of equally frequent ones the one that comes first by code units. */
  mostFrequent(size: number, least: number): string[] {
    const kept = [...this.#counts].filter(([, count]) => count >= least);
    kept.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
    return kept.slice(0, Math.max(0, size)).map(([string]) => string);
  }
}

/**
 * A vocabulary of the strings that were counted.
 *
 * @param size  tokens at most, with padding and unknown
 * @param least  how often a string must have been counted; rarer ones are unknown, and so their token is learned, too
 */
export function learnVocabulary(counts: Counts, size: number, least: number): Vocabulary {
  return new Vocabulary(counts.mostFrequent(size - SPECIALS, least));
}
