import type { EntityManager } from '@mikro-orm/postgresql';
import type { FlywheelRules } from './rules.ts';

/** A run with less than this would learn nothing. */
const LEAST_SECONDS = 1;

/** Seconds that runs of a policy's cycles trained in the last seven days; one that trains now counts up to now. Reads the policy's cycles, one row each. */
export async function trainingSecondsOfWeek(em: EntityManager, policyId: string): Promise<number> {
  const [row] = await em.execute<{ seconds: number }[]>(
    `select coalesce(sum(extract(epoch from coalesce(r.finished_at, now()) - greatest(r.started_at, now() - interval '7 days'))), 0)::double precision as seconds
     from flywheel_cycle c join training_run r on r.id = c.training_run_id
     where c.policy_id = ? and r.started_at is not null and coalesce(r.finished_at, now()) > now() - interval '7 days'`,
    [policyId],
  );
  return row?.seconds ?? 0;
}

export interface Budget {
  /** That a run may still take; null: as long as it likes. */
  readonly left: number | null;
  /** For people, where nothing is left. */
  readonly usedUp: string | null;
}

/** What is left of a week's training. */
export async function trainingBudget(em: EntityManager, policyId: string, { weeklyTrainingSeconds }: Pick<FlywheelRules, 'weeklyTrainingSeconds'>): Promise<Budget> {
  if (weeklyTrainingSeconds === null) return { left: null, usedUp: null };
  const spent = await trainingSecondsOfWeek(em, policyId);
  const left = weeklyTrainingSeconds - spent;
  if (left >= LEAST_SECONDS) return { left, usedUp: null };
  return { left: 0, usedUp: `The training of a week is used up: ${Math.ceil(spent)} of ${weeklyTrainingSeconds} seconds in the last seven days.` };
}
