import type { BytePairTokenizer } from '../../text/byte-pair.ts';
import { encodeText, longestTranslation } from './corpus.ts';
import { decode, paddedLength, type Decoder } from './decode.ts';

/** Rows of a decoding step: texts × beams. */
const ROWS = 128;

/** A model with all that it takes to translate texts. */
export interface Translator {
  readonly decoder: Decoder;
  readonly tokenizer: BytePairTokenizer;
  readonly maxLength: number;
  /** Of `longestTranslation`. */
  readonly ratio: number;
}

export interface TranslateOptions {
  readonly beamSize: number;
  readonly signal: AbortSignal;
}

/** Translates many texts, those of like lengths together. Sources of more than maxLength tokens are cut. */
export async function translateAll({ decoder, tokenizer, maxLength, ratio }: Translator, texts: readonly string[], { beamSize, signal }: TranslateOptions): Promise<string[]> {
  const size = Math.max(1, Math.floor(ROWS / beamSize));
  const sources = texts.map((text, index) => ({ index, tokens: encodeText(tokenizer, text, maxLength) }));
  const translations = new Array<string>(texts.length).fill('');
  const groups = Map.groupBy(sources.sort((a, b) => a.tokens.length - b.tokens.length), ({ tokens }) => paddedLength(tokens.length));
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += size) {
      const batch = group.slice(start, start + size);
      const steps = decode(decoder, batch.map(({ tokens }) => tokens), { beamSize, texts: size, longest: (k) => longestTranslation(ratio, batch[k]?.tokens.length ?? 0, maxLength), signal });
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      step.value.forEach(({ tokens }, k) => {
        const place = batch[k]?.index;
        if (place !== undefined) translations[place] = tokenizer.decode(tokens);
      });
    }
  }
  return translations;
}
