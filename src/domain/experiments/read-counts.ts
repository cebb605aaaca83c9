import type { EntityManager } from '@mikro-orm/postgresql';
import type { Experiment, ExperimentArm } from '../entities/experiment.ts';
import type { Counted, Stratum } from './statistics/difference.ts';

/** Who was answered; a generation without a subject is a subject of its own. */
export const UNIT = 'coalesce(g.subject, g.id::text)';

interface CountedRow {
  readonly stage: number;
  readonly arm: ExperimentArm;
  readonly subjects: number;
  readonly hits: number;
}

/**
 * Subjects by stage and arm, each once: by its first rating in the experiment. What a subject says later depends on what it said
 * before, and would count as if somebody else had said it. Cost: one index range of the experiment's generations, and their feedback.
 */
export async function countFirstRatings(em: EntityManager, { id }: Pick<Experiment, 'id'>): Promise<Stratum[]> {
  const rows = await em.execute<CountedRow[]>(
    `select stage, arm, count(*)::int as subjects, (count(*) filter (where rating = 'POSITIVE'))::int as hits from (
       select distinct on (${UNIT}) g.stage, g.arm, f.rating from generation g join feedback f on f.generation_id = g.id
       where g.experiment_id = ? and g.shadow_of_id is null and f.rating is not null order by ${UNIT}, f.created_at, f.id) first
     group by stage, arm`,
    [id],
  );
  return strataOf(rows);
}

/**
 * Subjects by stage and arm, each once, by its first generation that SUCCEEDED or FAILED; hits are failures. Of SHADOW each subject
 * has both arms, and counts once in either.
 */
export async function countFirstAnswers(em: EntityManager, { id, mode }: Pick<Experiment, 'id' | 'mode'>): Promise<Stratum[]> {
  const unit = mode === 'SHADOW' ? `${UNIT}, g.arm` : UNIT;
  const rows = await em.execute<CountedRow[]>(
    `select stage, arm, count(*)::int as subjects, (count(*) filter (where state = 'FAILED'))::int as hits from (
       select distinct on (${unit}) g.stage, g.arm, g.state from generation g
       where g.experiment_id = ? and g.state in ('SUCCEEDED', 'FAILED') order by ${unit}, g.finished_at, g.id) first
     group by stage, arm`,
    [id],
  );
  return strataOf(rows);
}

const NOBODY: Counted = { subjects: 0, hits: 0 };

function strataOf(rows: readonly CountedRow[]): Stratum[] {
  const last = rows.reduce((stage, row) => Math.max(stage, row.stage), 0);
  const of = (stage: number, wanted: ExperimentArm): Counted => {
    const row = rows.find((one) => one.stage === stage && one.arm === wanted);
    return row ? { subjects: row.subjects, hits: row.hits } : NOBODY;
  };
  return Array.from({ length: last }, (_, index) => ({ control: of(index + 1, 'CONTROL'), candidate: of(index + 1, 'CANDIDATE') }));
}

/** All stages together. */
export function totalOf(strata: readonly Stratum[]): Stratum {
  const sum = (arm: keyof Stratum): Counted => strata.reduce((all, stratum) => ({ subjects: all.subjects + stratum[arm].subjects, hits: all.hits + stratum[arm].hits }), NOBODY);
  return { control: sum('control'), candidate: sum('candidate') };
}
