import type { EntityManager } from '@mikro-orm/postgresql';
import type { Experiment } from '../entities/experiment.ts';
import { readAllRatings } from './read-arms.ts';
import { normalInterval } from './statistics/clustered-share.ts';

export interface RatingsDifference {
  readonly controlShare: number;
  readonly candidateShare: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Of all ratings; null where they cannot be compared. */
export async function allRatings(em: EntityManager, experiment: Experiment): Promise<RatingsDifference | null> {
  if (experiment.mode === 'SHADOW' || experiment.stage > 1) return null;
  const shares = await readAllRatings(em, experiment);
  const [control, candidate] = [shares.get('CONTROL'), shares.get('CANDIDATE')];
  if (!control || !candidate) return null;
  const difference = candidate.share - control.share;
  const { low, high } = normalInterval({ share: difference, variance: control.variance + candidate.variance }, 1 - experiment.plan.confidence);
  return { controlShare: control.share, candidateShare: candidate.share, difference, low, high };
}
