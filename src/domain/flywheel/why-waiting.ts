import type { EntityManager } from '@mikro-orm/postgresql';
import { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import { trainingBudget } from './training-budget.ts';

/** Why no cycle begins whatever sets one off; null where nothing holds it. For people. */
export async function whyWaiting(em: EntityManager, { id, enabled, rules }: FlywheelPolicy): Promise<string | null> {
  if (!enabled) return 'The policy is paused.';
  const newest = await em.findOne(FlywheelCycle, { policy: id }, { orderBy: { number: 'desc' }, disableIdentityMap: true });
  if (newest && !newest.finishedAt) return `Cycle ${newest.number} is under way.`;
  const rested = newest?.finishedAt ? newest.finishedAt.getTime() + 1000 * rules.cooldownSeconds : 0;
  if (rested > Date.now()) return `The cooldown after cycle ${newest?.number ?? 0} ends at ${new Date(rested).toISOString()}.`;
  return (await trainingBudget(em, id, rules)).usedUp;
}
