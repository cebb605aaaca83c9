import type { TextDescription, ValueIssue, Values } from 'flywheel/plugin';
import type { Hyperparameters, Settings } from '../../hyperparameters.ts';
import { headIssues } from '../../settings.ts';

export type LanguageModelSettings = Pick<
  Settings,
  'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'maxLength' | 'tokenizer' | 'vocabularySize'
>;

/** Characters that a run goes through by default: about half an hour on two cores. */
const CHARACTERS = 26e6;
/** Texts with fewer characters have too few words for tokens of several characters. */
const SMALL = 5e6;
/** Times that a text can be gone through before it is learned by heart. */
const EPOCHS_WITHOUT_DROPOUT = 6;

/** What suits a dataset version, for each hyper-parameter that the task uses. */
export function defaultsFor({ counts, text }: TextDescription, { epochs: asked }: Pick<Values<Hyperparameters>, 'epochs'>): LanguageModelSettings {
  const characters = Math.max(1, counts.TRAIN * text.mean);
  const epochs = asked ?? Math.max(1, Math.min(50, Math.round(CHARACTERS / characters)));
  const isSmall = characters < SMALL;
  return {
    epochs,
    batchSize: 16,
    learningRate: 2.5e-3,
    layers: 4,
    heads: 4,
    modelSize: 128,
    feedForwardSize: 512,
    dropout: epochs <= EPOCHS_WITHOUT_DROPOUT ? 0 : 0.1,
    weightDecay: 0.1,
    // A text with fewer characters in one window than this is not worth modelling; what is shorter still is told when it is read.
    maxLength: Math.max(2, Math.min(128, Math.floor(characters / 2))),
    tokenizer: isSmall ? 'CHARACTER' : 'BYTE_PAIR',
    vocabularySize: isSmall ? 8192 : 4096,
  };
}

/** What does not go together. */
export function settingIssues(settings: LanguageModelSettings): ValueIssue[] {
  const { tokenizer, vocabularySize, modelSize, heads } = settings;
  const issues = headIssues(settings);
  if (issues.length === 0 && (modelSize / heads) % 2 === 1) issues.push({ field: 'heads', message: `must leave each head an even part of modelSize, since rotary positions turn pairs; ${modelSize} / ${heads} is ${modelSize / heads}` });
  if (tokenizer !== 'CHARACTER' && tokenizer !== 'BYTE_PAIR') issues.push({ field: 'tokenizer', message: `must be CHARACTER or BYTE_PAIR for LANGUAGE_MODEL, whose tokens are joined to texts again; not ${tokenizer}` });
  if (tokenizer === 'BYTE_PAIR' && vocabularySize < 259) issues.push({ field: 'vocabularySize', message: `must be at least 259 for BYTE_PAIR, which has a token for every byte; not ${vocabularySize}` });
  return issues;
}
