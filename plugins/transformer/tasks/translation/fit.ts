import type { TextPairDescription, ValueIssue } from 'flywheel/plugin';
import { fitSettings, headIssues } from '../../settings.ts';
import type { Settings } from '../../hyperparameters.ts';
import type { FitTask } from '../../task.ts';

/** Pairs in all epochs together: about half an hour on two cores where they are as long as an image's caption. */
const CAPTIONS_PER_RUN = 400_000;
/** Characters of a caption and its translation. */
const CAPTION_LENGTH = 134;
/** Every byte has a token, and three stand for no text. */
const SMALLEST_VOCABULARY = 259;

type Used = 'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'labelSmoothing' | 'maxLength' | 'tokenizer' | 'vocabularySize' | 'beamSize';

/** What suits some tens of thousands of sentences on a processor. */
export function defaultsFor(dataset: TextPairDescription): Pick<Settings, Used> {
  return {
    epochs: epochsFor(dataset),
    batchSize: 96,
    learningRate: 1e-3,
    layers: 3,
    heads: 4,
    modelSize: 256,
    feedForwardSize: 512,
    dropout: 0.1,
    weightDecay: 0.01,
    labelSmoothing: 0.1,
    maxLength: 128,
    tokenizer: 'BYTE_PAIR',
    vocabularySize: 8000,
    beamSize: 4,
  };
}

/** The hyper-parameters of TRANSLATION with nothing left open. */
export const fit: FitTask<'TEXT_PAIR'> = (given, dataset) =>
  fitSettings('TRANSLATION', given, defaultsFor(dataset), (settings) => [
    ...headIssues(settings),
    ...tokenizerIssues(settings),
    ...(given.weightDecay === undefined || given.optimizer === 'ADAMW' ? [] : [{ field: 'weightDecay', message: 'is used by the optimizer ADAMW alone; leave it out' }]),
    ...(settings.modelSize % 2 === 0 ? [] : [{ field: 'modelSize', message: 'must be even: places are told by pairs of sines and cosines' }]),
  ]);

/** Large datasets are gone through once; small ones often enough that something is learned. */
function epochsFor({ counts, source, target }: TextPairDescription): number {
  const captions = (counts.TRAIN * (source.mean + target.mean)) / CAPTION_LENGTH;
  return Math.min(100, Math.max(1, Math.round(CAPTIONS_PER_RUN / Math.max(1, captions))));
}

function tokenizerIssues({ tokenizer, vocabularySize }: Pick<Settings, 'tokenizer' | 'vocabularySize'>): ValueIssue[] {
  return [
    ...(tokenizer === 'BYTE_PAIR' ? [] : [{ field: 'tokenizer', message: 'must be BYTE_PAIR for TRANSLATION, which has to write every text' }]),
    ...(vocabularySize >= SMALLEST_VOCABULARY ? [] : [{ field: 'vocabularySize', message: `must be at least ${SMALLEST_VOCABULARY} for BYTE_PAIR: every byte has a token` }]),
  ];
}
