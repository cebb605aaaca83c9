import { defineScorer, type Metrics, type Scorer, type TensorFlow } from 'flywheel/plugin';
import { coverageOf } from './coverage.ts';
import { evaluate, lookAtReal, type Steps } from './evaluate.ts';
import { signatureOf, type ModelDescription } from './model-description.ts';

export interface ScoredModel {
  readonly tf: TensorFlow;
  /** With a neutral network: two models compare only in features that are the same for both. */
  readonly steps: Steps;
  readonly description: ModelDescription;
}

/** How a generator is measured, real image by real image; and what only all images together tell. */
export function imageScorer({ tf, steps, description }: ScoredModel): Scorer<'IMAGE'> {
  let wholes: Metrics = {};
  return defineScorer<'IMAGE', 'covered' | 'nearest'>({
    statistics: ['covered', 'nearest'],
    metrics: [
      { name: 'coverage', better: 'HIGHER', share: 'covered' },
      { name: 'nearest_distance', better: 'LOWER', of: ({ nearest, samples }) => nearest / samples },
    ],
    worstBy: 'nearest_distance',
    async *score({ data, split, random, signal }) {
      wholes = {};
      const common = { tf, steps, shape: signatureOf(description), task: description.featureTask, signal };
      const reference = await lookAtReal({ ...common, data, split });
      const { frechetDistance, diversity, readAsAsked, neutral } = await evaluate({ ...common, reference, classes: description.classes, random });
      wholes = {
        frechet_distance: frechetDistance,
        ...(diversity === undefined ? {} : { diversity }),
        ...(readAsAsked === undefined ? {} : { read_as_asked: readAsAsked }),
      };
      const { rows, distances } = await coverageOf(tf, { real: reference.neutral, drawn: neutral, labels: reference.labels, isConditional: description.conditional }, signal);
      yield { positions: rows, values: distances.flatMap((distance) => [distance <= 1 ? 1 : 0, distance]) };
    },
    wholes: () => wholes,
  });
}
