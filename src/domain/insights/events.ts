import type { EntityManager } from '@mikro-orm/postgresql';
import { Experiment } from '../entities/experiment.ts';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import { ModelAliasChange } from '../entities/model-alias.ts';
import { PRODUCTION } from '../models/move-alias.ts';
import type { InsightsRange } from './range.ts';

export const insightEventKinds = ['PROMOTION', 'ROLLBACK', 'CYCLE', 'EXPERIMENT_STARTED', 'EXPERIMENT_ENDED'] as const;
export type InsightEventKind = (typeof insightEventKinds)[number];

/** Something that may have changed what people think of a model. */
export interface InsightEvent {
  readonly time: Date;
  readonly kind: InsightEventKind;
  /** In words. */
  readonly title: string;
  readonly reason: string | null;
}

const MOST = 500;

/** What happened to a model within the range, the newest first; at most 500 of each kind. */
export async function eventsOver(em: EntityManager, modelId: string, { from, to }: InsightsRange): Promise<InsightEvent[]> {
  const within = { $gte: from, $lt: to };
  const changes = await em.find(ModelAliasChange, { model: modelId, alias: PRODUCTION, createdAt: within }, { populate: ['modelVersion'], orderBy: { id: 'desc' }, limit: MOST });
  const cycles = await em.find(FlywheelCycle, { policy: { model: modelId }, finishedAt: within }, { orderBy: { id: 'desc' }, limit: MOST });
  const experiments = await em.find(Experiment, { model: modelId, $or: [{ createdAt: within }, { finishedAt: within }] }, { orderBy: { id: 'desc' }, limit: MOST });
  const isWithin = (time: Date | null | undefined): time is Date => !!time && time >= from && time < to;
  return [
    ...changes.map(({ createdAt, source, modelVersion, reason }): InsightEvent => ({
      time: createdAt, kind: source === 'ROLLBACK' ? 'ROLLBACK' : 'PROMOTION', title: `Version ${modelVersion.getEntity().number} into production`, reason: reason ?? null,
    })),
    ...cycles.flatMap(({ finishedAt, number, state, reason }): InsightEvent[] => (finishedAt ? [{ time: finishedAt, kind: 'CYCLE', title: `Cycle ${number}: ${state.toLowerCase()}`, reason: reason ?? null }] : [])),
    ...experiments.flatMap(({ name, state, createdAt, finishedAt, reason }): InsightEvent[] => [
      ...(isWithin(createdAt) ? [{ time: createdAt, kind: 'EXPERIMENT_STARTED' as const, title: `Experiment ${name} began`, reason: null }] : []),
      ...(isWithin(finishedAt) ? [{ time: finishedAt, kind: 'EXPERIMENT_ENDED' as const, title: `Experiment ${name}: ${state.toLowerCase().replace('_', ' ')}`, reason: reason ?? null }] : []),
    ]),
  ].sort((a, b) => b.time.getTime() - a.time.getTime());
}
