import type { Dataset } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';
import type { PairTable } from '../../../text/pair-table.ts';
import { learnTokenizer, type PublishedTokenizer } from '../../../text/tokenizer.ts';
import { cutTokens } from './cut-tokens.ts';
import { learnPairs } from './learn-pairs.ts';
import { NgramIndex } from './ngram-index.ts';
import { TokenStore } from './token-store.ts';

/** Texts that are read at a time. */
const READ = 512;

/** The labelled texts of the training split as tokens, and how texts become tokens and n-grams. */
export interface LearnedTexts {
  readonly texts: TokenStore;
  readonly tokenizer: PublishedTokenizer;
  readonly index: NgramIndex;
}

/** How an earlier model cuts texts, and the pairs that it knows. */
export interface EarlierIndex {
  readonly tokenizer: PublishedTokenizer;
  readonly pairs: PairTable;
}

type IndexSettings = Pick<Settings, 'tokenizer' | 'vocabularySize' | 'ngrams' | 'maxLength'>;

/** Reads the training split twice: the tokenizer and the pairs come of it alone. Once, where an earlier model has them. */
export async function learnIndex(data: Dataset<'TEXT'>, settings: IndexSettings, signal: AbortSignal, earlier: EarlierIndex | undefined): Promise<LearnedTexts> {
  const { tokenizer: type, vocabularySize, ngrams, maxLength } = settings;
  if (type === 'CHARACTER') throw new Error('CLASSIFICATION cuts texts into words, word pieces or byte pairs, not into characters.');
  const tokenizer = earlier?.tokenizer ?? (await learnTokenizer(type, vocabularySize, trainingTexts(data, signal)));
  const texts = new TokenStore();
  for await (const batch of data.batches({ split: 'TRAIN', size: READ })) {
    signal.throwIfAborted();
    batch.texts.forEach((text, k) => {
      const label = batch.labels[k] ?? -1;
      if (label !== -1) texts.add(cutTokens(tokenizer.tokenizer.encode(text), maxLength), label, batch.weights?.[k]);
    });
  }
  return { texts, tokenizer, index: new NgramIndex(tokenizer.tokenizer.size, earlier?.pairs ?? learnPairs(texts, ngrams)) };
}

async function* trainingTexts(data: Dataset<'TEXT'>, signal: AbortSignal): AsyncGenerator<string, void, void> {
  for await (const { texts } of data.batches({ split: 'TRAIN', size: READ })) {
    signal.throwIfAborted();
    yield* texts;
  }
}
