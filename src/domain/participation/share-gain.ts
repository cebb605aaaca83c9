import type { EntityManager } from '@mikro-orm/postgresql';
import type { FlywheelCycle } from '../entities/flywheel-cycle.ts';

/**
 * Shares what a promoted candidate gained over production among the records that it is the first to have learned from in production, in
 * proportion to each person's share of them. An estimate: it takes all new records to be worth the same, and nothing else to have changed.
 */
export async function shareGain(tx: EntityManager, { candidate, candidateValue, baselineValue, rules }: FlywheelCycle): Promise<void> {
  if (!candidate || candidateValue == null || baselineValue == null) return;
  await tx.execute(
    `update contribution c set metric = ?, gain = ? * c.share / t.total from (select sum(share) as total from contribution where model_version_id = ?) t where c.model_version_id = ? and c.gain is null`,
    // The gate let it pass, so that it is better whichever way the metric goes.
    [rules.metric, Math.abs(candidateValue - baselineValue), candidate.id, candidate.id],
  );
}
