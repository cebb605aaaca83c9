import type { Dataset } from 'flywheel/plugin';
import { textsOf, type Corpus } from './corpus.ts';
import type { LanguageModelSettings } from './settings.ts';
import type { TextTokenizer } from './tokenizer.ts';

export interface ReadSplits {
  readonly data: Dataset<'TEXT'>;
  readonly tokenizer: TextTokenizer;
  readonly corpus: Corpus;
  readonly validation: Corpus;
  /** Whether the vocabulary is that of a model that training goes on from. */
  readonly isEarlier: boolean;
  readonly settings: Pick<LanguageModelSettings, 'vocabularySize'>;
}

/** Sentences on characters that have no token, for the person who watches the run. */
export async function unknownCharacters({ data, tokenizer, corpus, validation, isEarlier, settings }: ReadSplits): Promise<string[]> {
  const sentences: string[] = [];
  if (corpus.unknown > 0) {
    const some = `${corpus.unknown} characters of the training split (${share(corpus)})`;
    sentences.push(isEarlier
      ? `${some} are not in the vocabulary of the earlier model, which cannot learn them.`
      : `${some} have no token, and cannot be learned: vocabularySize is ${settings.vocabularySize}, and ${await sizeForAll(data, tokenizer)} would do.`);
  }
  if (validation.unknown > 0) sentences.push(`${validation.unknown} characters of the validation split (${share(validation)}) are not in the vocabulary. They are left out of the metrics.`);
  return sentences;
}

const share = ({ unknown, characters }: Corpus) => `${((100 * unknown) / characters).toFixed(2)} %`;

/** The least vocabulary that has a token for every character of the training split; reads it once more. */
async function sizeForAll(data: Dataset<'TEXT'>, tokenizer: TextTokenizer): Promise<number> {
  const missing = new Set<string>();
  for await (const text of textsOf(data, 'TRAIN')) for (const character of tokenizer.unknownIn(text)) missing.add(character);
  return tokenizer.size + missing.size;
}
