import type { EntityManager } from '@mikro-orm/postgresql';
import { Project } from '../entities/project.ts';
import type { Prices } from './prices.ts';
import type { InsightsRange } from './range.ts';

/** Time that was computed, and what it costs. */
export interface Cost {
  /** Runs or generations. */
  readonly count: number;
  readonly seconds: number;
  /** Those of `seconds` in which a GPU computed. */
  readonly gpuSeconds: number;
  /** Null where the owner set no prices. */
  readonly amount: number | null;
  readonly currency: string | null;
}

type Spent = Pick<Cost, 'count' | 'seconds' | 'gpuSeconds'>;

export function priced(spent: Spent, prices: Prices | null | undefined): Cost {
  const { count, seconds, gpuSeconds } = spent;
  const amount = prices ? (seconds * prices.perHour + gpuSeconds * prices.perGpuHour) / 3600 : null;
  return { count, seconds, gpuSeconds, amount, currency: prices?.currency ?? null };
}

export const pricesOf = async (em: EntityManager, projectId: string): Promise<Prices | null> => (await em.findOneOrFail(Project, projectId)).prices ?? null;

/**
 * Seconds in which workers had a run, from its stored states: what it waited for a worker is left out. A worker that is lost counts
 * until another one takes the run.
 */
const RUN_SECONDS = `select run.id, run.model_id, run.created_at, coalesce(spent.seconds, 0) as seconds,
    case when run.compute->'devices' @> '[{"kind": "GPU"}]' then coalesce(spent.seconds, 0) else 0 end as gpu_seconds
  from training_run run left join lateral (
    select sum(extract(epoch from coalesce(next, now()) - time)) as seconds from (
      select time, payload->>'state' as state, lead(time) over (order by number) as next from training_run_event where training_run_id = run.id and type = 'TrainingRunStateChanged') change
    where state in ('STARTING', 'RUNNING', 'CANCELING')) spent on true`;

interface Row {
  readonly count: number;
  readonly seconds: number | string;
  readonly gpu_seconds: number | string;
}
const spentOf = (row: Row | undefined): Spent => ({ count: row?.count ?? 0, seconds: Number(row?.seconds ?? 0), gpuSeconds: Number(row?.gpu_seconds ?? 0) });

/** Of single runs, by their ids. */
export async function costsOfRuns(em: EntityManager, ids: readonly string[]): Promise<Map<string, Spent>> {
  const rows = await em.execute<(Row & { id: string })[]>(`select id, 1 as count, seconds, gpu_seconds from (${RUN_SECONDS} where run.id = any(?::uuid[])) spent`, [`{${ids.join(',')}}`]);
  return new Map(rows.map((row) => [row.id, spentOf(row)]));
}

export interface ModelCosts {
  readonly training: Cost;
  /** Runs of the model's data studies. */
  readonly studies: Cost;
  readonly generations: Cost;
}

/** What a model cost, of what was asked for within the range. Time grows with its runs and generations of the range. */
export async function costsOfModel(em: EntityManager, { id, projectId }: { readonly id: string; readonly projectId: string }, { from, to }: InsightsRange): Promise<ModelCosts> {
  const sums = 'count(*)::int as count, sum(seconds) as seconds, sum(gpu_seconds) as gpu_seconds';
  const [training] = await em.execute<Row[]>(`select ${sums} from (${RUN_SECONDS} where run.model_id = ? and run.created_at >= ? and run.created_at < ?) spent`, [id, from, to]);
  const [studies] = await em.execute<Row[]>(
    `select ${sums} from (${RUN_SECONDS} where run.id in (select trial.training_run_id from data_study_trial trial join data_study study on study.id = trial.study_id where study.model_id = ?)
      and run.created_at >= ? and run.created_at < ?) spent`,
    [id, from, to],
  );
  const [generations] = await em.execute<Row[]>(
    `select count(*)::int as count, sum(seconds_taken) as seconds, sum(seconds_taken) filter (where on_gpu) as gpu_seconds from generation
      where model_version_id in (select id from model_version where model_id = ?) and created_at >= ? and created_at < ? and seconds_taken is not null`,
    [id, from, to],
  );
  const prices = await pricesOf(em, projectId);
  return { training: priced(spentOf(training), prices), studies: priced(spentOf(studies), prices), generations: priced(spentOf(generations), prices) };
}
