import type { EntityManager } from '@mikro-orm/postgresql';
import { Fault, Faults } from '../fault.ts';
import type { ExperimentPlan } from './plan.ts';
import { sampleSize } from './statistics/sample-size.ts';

export interface PlanInput {
  readonly confidence?: number | null | undefined;
  readonly power?: number | null | undefined;
  readonly minimumEffect?: number | null | undefined;
}

const ranges = { confidence: [0.5, 0.9999], power: [0.5, 0.9999], minimumEffect: [0.001, 0.9] } as const;
const defaults = { confidence: 0.95, power: 0.8, minimumEffect: 0.05 } as const;

/** What an experiment with this share of candidates would take, from the satisfaction with the control so far. */
export async function planExperiment(em: EntityManager, controlId: string, share: number, input: PlanInput | null | undefined): Promise<ExperimentPlan> {
  const chosen = { confidence: input?.confidence ?? defaults.confidence, power: input?.power ?? defaults.power, minimumEffect: input?.minimumEffect ?? defaults.minimumEffect };
  const faults = Object.entries(ranges).flatMap(([name, [least, most]]) => {
    const value = Object.entries(chosen).find(([key]) => key === name)?.[1] ?? NaN;
    return value >= least && value <= most ? [] : [new Fault('INVALID_INPUT', `${name} must be from ${least} to ${most}, not ${value}.`, ['plan', name])];
  });
  if (faults.length > 0) throw new Faults(faults);
  const baseline = await satisfactionWith(em, controlId);
  const canCompare = baseline !== null && share > 0 && share < 1;
  return { ...chosen, baseline, sampleSize: canCompare ? sampleSize({ baseline, share, minimumEffect: chosen.minimumEffect, alpha: 1 - chosen.confidence, power: chosen.power }) : null };
}

/** With a positive and a negative rating more, so that few ratings promise nothing. */
async function satisfactionWith(em: EntityManager, modelVersionId: string): Promise<number | null> {
  const [counts] = await em.execute<{ ratings: number; positive: number }[]>(
    `select count(*)::int as ratings, (count(*) filter (where rating = 'POSITIVE'))::int as positive from counted_feedback where model_version_id = ? and rating is not null`,
    [modelVersionId],
  );
  return counts && counts.ratings > 0 ? (counts.positive + 1) / (counts.ratings + 2) : null;
}
