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
  /** The first token of each sample, in the stored order. A token that reaches from one sample into the next belongs to the first. */
  readonly starts: readonly number[];
  /** Characters of each sample. */
  readonly lengths: readonly number[];
}

/** Characters of one text that are encoded at the same time: tokenizers see no further. */
const PIECE = 2 ** 20;

/** A text, and the characters of the samples that it is made of. */
interface JoinedText {
  readonly text: string;
  readonly lengths: readonly number[];
}

/** The texts of a split in their stored order; samples that are pieces of one text are joined to large ones. */
export async function* textsOf(data: Dataset<'TEXT'>, split: SplitName): AsyncGenerator<string, void, void> {
  for await (const { text } of joinedTexts(data, split)) yield text;
}

async function* joinedTexts(data: Dataset<'TEXT'>, split: SplitName): AsyncGenerator<JoinedText, void, void> {
  let [joined, lengths] = ['', new Array<number>()];
  for await (const { texts } of data.batches({ split, size: READ_AT_ONCE })) {
    for (const text of texts) {
      joined += text;
      lengths.push(charactersOf(text));
      if (data.continuous !== undefined && joined.length < PIECE) continue;
      yield { text: joined, lengths };
      [joined, lengths] = ['', []];
    }
  }
  if (lengths.length > 0) yield { text: joined, lengths };
}

function charactersOf(text: string): number {
  let characters = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) characters += 1;
  return characters;
}

/**
 * A split as one list of tokens: its text where the samples are pieces of one, else each text with an end after it, and
 * one end before the first.
 */
export async function readCorpus(data: Dataset<'TEXT'>, split: SplitName, tokenizer: TextTokenizer): Promise<Corpus> {
  const isOneText = data.continuous !== undefined;
  const tokens = new GrowingTokens(tokenizer.size);
  const [starts, lengths] = [new Array<number>(), new Array<number>()];
  let unknown = 0;
  if (!isOneText) tokens.push([tokenizer.end]);
  for await (const { text, lengths: own } of joinedTexts(data, split)) {
    const encoded = tokenizer.encode(text);
    for (const start of startsIn(encoded, own, tokenizer)) starts.push(tokens.length + start);
    lengths.push(...own);
    tokens.push(encoded);
    if (!isOneText) tokens.push([tokenizer.end]);
    if (tokenizer.unknown !== undefined) for (const token of encoded) unknown += token === tokenizer.unknown ? 1 : 0;
  }
  return { tokens: tokens.all(), characters: lengths.reduce((sum, length) => sum + length, 0), unknown, starts, lengths };
}

/** The first token of each of the samples that a text is made of. */
function startsIn(tokens: readonly number[], lengths: readonly number[], tokenizer: TextTokenizer): number[] {
  if (lengths.length === 1) return [0];
  const starts: number[] = [];
  let [at, next] = [-tokenizer.lead, 0];
  tokens.forEach((token, k) => {
    const characters = tokenizer.charactersIn(token);
    // A token in which no character begins goes on with one that began in the token before.
    while (characters > 0 && starts.length < lengths.length && next <= Math.max(0, at)) {
      next += lengths[starts.length] ?? 0;
      starts.push(k);
    }
    at += characters;
  });
  while (starts.length < lengths.length) starts.push(tokens.length);
  return starts;
}

/** A list of tokens, two bytes each where their numbers allow. */
class GrowingTokens {
  #tokens: Uint16Array | Int32Array;
  #length = 0;

  constructor(vocabulary: number) {
    this.#tokens = vocabulary <= 2 ** 16 ? new Uint16Array(1024) : new Int32Array(1024);
  }

  get length(): number {
    return this.#length;
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
