import type { DescriptionOf } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';

/** Characters; longer texts say the same thing several times, so many of their tokens can be left out while training. */
const LONG_TEXT = 300;
/** Numbers in the table of naive Bayes' ratios, and in the n-gram head's own, of which Adam keeps two more: 104 MB each. */
const MOST_RATIOS = 26_000_000;
/** Those of them that pairs have at most. */
const MOST_PAIR_RATIOS = 20_000_000;
/** Share of the n-grams that words have at most: of many classes a word tells more than the pairs that would take its place. */
const MOST_WORDS = 0.75;

export type ClassificationSettings = Pick<Settings,
  'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'tokenDropout' | 'weightDecay' | 'labelSmoothing' | 'maxLength' | 'tokenizer' | 'vocabularySize' | 'ngramHead' | 'ngrams'>;

/**
 * What suits most texts of this kind: measured on 25,000 long film reviews of 2 classes and 10,000 short messages of 77.
 * Long texts want few epochs and lose half of their tokens in each, short ones want many steps.
 */
export function defaultsFor({ classes, counts, text }: DescriptionOf<'TEXT'>, tokenizer: Settings['tokenizer'] = 'WORD'): ClassificationSettings {
  const isLong = text.mean > LONG_TEXT;
  const batchSize = isLong ? 128 : 32;
  const steps = isLong ? 600 : 4700;
  return {
    epochs: Math.min(60, Math.max(3, Math.round((steps * batchSize) / Math.max(1, counts.TRAIN)))),
    batchSize,
    learningRate: 2e-3,
    layers: 1,
    heads: 2,
    modelSize: isLong ? 32 : 64,
    feedForwardSize: isLong ? 64 : 128,
    dropout: 0.2,
    tokenDropout: isLong ? 0.5 : 0.1,
    weightDecay: 0.01,
    labelSmoothing: 0,
    maxLength: isLong ? 512 : 128,
    tokenizer,
    ngramHead: true,
    ...ngramsFor(classes.length, tokenizer),
  };
}

/** Words and pairs of them: as many as help of up to 100 classes, fewer of more, since each has a number for every class. */
function ngramsFor(classes: number, tokenizer: Settings['tokenizer']): Pick<ClassificationSettings, 'vocabularySize' | 'ngrams'> {
  const all = Math.floor(MOST_RATIOS / Math.max(1, classes));
  const vocabularySize = Math.min(tokenizer === 'WORD' ? 60_000 : 16_000, Math.floor(MOST_WORDS * all));
  return { vocabularySize, ngrams: Math.min(400_000, Math.floor(MOST_PAIR_RATIOS / Math.max(1, classes)), all - vocabularySize) };
}
