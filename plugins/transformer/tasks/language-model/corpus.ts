import type { Dataset, SplitName } from 'flywheel/plugin';
import type { TextTokenizer } from './tokenizer.ts';

/** Samples that are read at the same time. */
const READ_AT_ONCE = 256;

/** A split as one text. */
export interface Corpus {
  readonly tokens: Uint16Array | Int32Array;
  /** Unicode code points that the tokens stand for, without the ends of texts. */
  readonly characters: number;
  /** Tokens of characters that are not in the vocabulary. */
  readonly unknown: number;
}

/** Characters of one text that are encoded at the same time: tokenizers see no further. */
const PIECE = 2 ** 20;

/** The texts of a split in their stored order; samples that are pieces of one text are joined to large ones. */
export async function* textsOf(data: Dataset<'TEXT'>, split: SplitName): AsyncGenerator<string, void, void> {
  let joined = '';
  for await (const { texts } of data.batches({ split, size: READ_AT_ONCE })) {
    if (data.continuous === undefined) yield* texts;
    else joined += texts.join('');
    if (joined.length >= PIECE) {
      yield joined;
      joined = '';
    }
  }
  if (joined !== '') yield joined;
}

/**
 * A split as one list of tokens: its text where the samples are pieces of one, else each text with an end after it, and
 * one end before the first.
 */
export async function readCorpus(data: Dataset<'TEXT'>, split: SplitName, tokenizer: TextTokenizer): Promise<Corpus> {
  const isOneText = data.continuous !== undefined;
  const tokens = new GrowingTokens(tokenizer.size);
  let [characters, unknown] = [0, 0];
  if (!isOneText) tokens.push([tokenizer.end]);
  for await (const text of textsOf(data, split)) {
    const encoded = tokenizer.encode(text);
    tokens.push(encoded);
    if (!isOneText) tokens.push([tokenizer.end]);
    for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) characters += 1;
    if (tokenizer.unknown !== undefined) for (const token of encoded) unknown += token === tokenizer.unknown ? 1 : 0;
  }
  return { tokens: tokens.all(), characters, unknown };
}

/** A list of tokens, two bytes each where their numbers allow. */
class GrowingTokens {
  #tokens: Uint16Array | Int32Array;
  #length = 0;

  constructor(vocabulary: number) {
    this.#tokens = vocabulary <= 2 ** 16 ? new Uint16Array(1024) : new Int32Array(1024);
  }

  push(tokens: readonly number[]): void {
    const length = this.#length + tokens.length;
    if (length > this.#tokens.length) {
      const larger = this.#tokens instanceof Uint16Array ? new Uint16Array(2 * length) : new Int32Array(2 * length);
      larger.set(this.#tokens.subarray(0, this.#length));
      this.#tokens = larger;
    }
    this.#tokens.set(tokens, this.#length);
    this.#length = length;
  }

  all(): Uint16Array | Int32Array {
    return this.#tokens.slice(0, this.#length);
  }
}
