import type { InteractionDescription } from 'flywheel/plugin';
import type { Settings } from '../../hyperparameters.ts';

export type RecommendationSettings = Pick<
  Settings,
  'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'labelSmoothing' | 'maxLength'
>;

/** Scores of one training step, items × places: 32 million are 128 MB, several times. */
const SCORES_PER_STEP = 32e6;
const MOST_SCORES = 256e6;

/** Interactions that a run goes through by default; 80 epochs of MovieLens-100K. */
const INTERACTIONS = 7.6e6;

/** What suits a dataset version, for each hyper-parameter that the task uses. */
export function defaultsFor({ counts, items }: InteractionDescription): RecommendationSettings {
  const maxLength = 50;
  return {
    epochs: Math.max(2, Math.min(80, Math.round(INTERACTIONS / Math.max(1, counts.TRAIN)))),
    batchSize: Math.max(1, Math.min(64, Math.floor(SCORES_PER_STEP / (maxLength * Math.max(1, items))))),
    learningRate: 1e-3,
    layers: 2,
    heads: 2,
    modelSize: 128,
    feedForwardSize: 256,
    dropout: 0.5,
    weightDecay: 0,
    labelSmoothing: 0.05,
    maxLength,
  };
}

/** Every score of a step is computed, none is sampled; that has an end. */
export function scoresIssue({ batchSize, maxLength }: Pick<RecommendationSettings, 'batchSize' | 'maxLength'>, items: number): string | undefined {
  if (batchSize * maxLength * items <= MOST_SCORES) return undefined;
  const most = Math.floor(MOST_SCORES / (maxLength * items));
  const advice = most >= 1 ? `at most ${most} fits` : 'not even 1 fits; a smaller maxLength helps';
  return `is too great for histories of ${maxLength} and ${items} items, whose scores are all computed in every step: ${advice}`;
}
