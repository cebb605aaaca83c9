import type { EntityManager } from '@mikro-orm/postgresql';
import type { Experiment, ExperimentArm } from '../entities/experiment.ts';
import { UNIT } from './read-counts.ts';
import { type ClusteredShare, clusteredShare, type ClusterSums } from './statistics/clustered-share.ts';

/** What an arm has done so far. */
export interface ArmCounts {
  readonly arm: ExperimentArm;
  readonly generations: number;
  /** A generation without a subject is a subject of its own. */
  readonly subjects: number;
  readonly failed: number;
  /** From taking a generation to its end, of those that SUCCEEDED: median and 95 % quantile; null where there are none. */
  readonly secondsMedian: number | null;
  readonly seconds95: number | null;
}

/** One row per arm that has a generation. Cost: a pass over the experiment's generations. */
export function readArms(em: EntityManager, { id }: Pick<Experiment, 'id'>): Promise<ArmCounts[]> {
  return em.execute<ArmCounts[]>(
    `select g.arm, count(*)::int as generations, count(distinct ${UNIT})::int as subjects, (count(*) filter (where state = 'FAILED'))::int as failed,
       percentile_cont(0.5) within group (order by extract(epoch from finished_at - started_at)) filter (where state = 'SUCCEEDED') as "secondsMedian",
       percentile_cont(0.95) within group (order by extract(epoch from finished_at - started_at)) filter (where state = 'SUCCEEDED') as "seconds95"
     from generation g where g.experiment_id = ? group by g.arm order by g.arm desc`,
    [id],
  );
}

/** Of all ratings of an arm, several by one subject among them: of one subject on one output the newest. */
export async function readAllRatings(em: EntityManager, { id }: Pick<Experiment, 'id'>): Promise<ReadonlyMap<ExperimentArm, ClusteredShare>> {
  return sharesOf(await em.execute<ClusterRow[]>(
    `select arm, ${SUMS} from (
       select g.arm, count(*)::float8 as size, (count(*) filter (where rating = 'POSITIVE'))::float8 as hits
       from generation g join counted_feedback f on f.generation_id = g.id where g.experiment_id = ? and f.rating is not null group by g.arm, ${UNIT}) subject
     group by arm`,
    [id],
  ));
}

export interface ShadowCounts {
  /** Answers of which both are finished. */
  readonly pairs: number;
  readonly bothFailed: number;
  readonly onlyControlFailed: number;
  readonly onlyCandidateFailed: number;
  /** Mean of the pairs that can be compared; null where there are none. */
  readonly agreement: ClusteredShare | null;
}

export async function readShadows(em: EntityManager, { id }: Pick<Experiment, 'id'>): Promise<ShadowCounts> {
  const [counts] = await em.execute<Omit<ShadowCounts, 'agreement'>[]>(
    `select count(*)::int as pairs,
       (count(*) filter (where g.state = 'FAILED' and answer.state = 'FAILED'))::int as "bothFailed",
       (count(*) filter (where g.state = 'SUCCEEDED' and answer.state = 'FAILED'))::int as "onlyControlFailed",
       (count(*) filter (where g.state = 'FAILED' and answer.state = 'SUCCEEDED'))::int as "onlyCandidateFailed"
     from generation g join generation answer on answer.id = g.shadow_of_id
     where g.experiment_id = ? and g.state in ('SUCCEEDED', 'FAILED') and answer.state in ('SUCCEEDED', 'FAILED')`,
    [id],
  );
  const shares = sharesOf(await em.execute<ClusterRow[]>(
    `select arm, ${SUMS} from (
       select g.arm, count(*)::float8 as size, sum(g.agreement) as hits from generation g where g.experiment_id = ? and g.agreement is not null group by g.arm, ${UNIT}) subject
     group by arm`,
    [id],
  ));
  return { ...(counts ?? { pairs: 0, bothFailed: 0, onlyControlFailed: 0, onlyCandidateFailed: 0 }), agreement: shares.get('CANDIDATE') ?? null };
}

type ClusterRow = ClusterSums & { readonly arm: ExperimentArm };

const SUMS = `count(*)::int as subjects, sum(size) as sizes, sum(size * size) as "squaredSizes", sum(hits) as hits, sum(hits * hits) as "squaredHits", sum(size * hits) as products`;

function sharesOf(rows: readonly ClusterRow[]): Map<ExperimentArm, ClusteredShare> {
  return new Map(rows.flatMap(({ arm, ...sums }) => {
    const share = clusteredShare(sums);
    return share ? [[arm, share] as const] : [];
  }));
}
