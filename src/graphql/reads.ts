import { QualityOverrule } from '../domain/entities/quality-overrule.ts';
import type { Context } from './context.ts';

/** PostgreSQL's array literal: the driver passes a JavaScript array as several values. */
const uuids = (ids: readonly string[]) => `{${ids.join(',')}}`;

const mapOf = <Row extends { id: string }, Value>(rows: readonly Row[], value: (row: Row) => Value) => new Map(rows.map((row) => [row.id, value(row)]));

function groupOf<Row extends { id: string }, Value>(rows: readonly Row[], value: (row: Row) => Value): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group) group.push(value(row));
    else groups.set(row.id, [value(row)]);
  }
  return groups;
}

export async function latestDatasetVersionIds({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<{ id: string; version_id: string }[]>(
    `select distinct on (dataset_id) dataset_id as id, id as version_id from dataset_version
     where dataset_id = any(?::uuid[]) order by dataset_id, number desc`,
    [uuids(ids)],
  );
  return mapOf(rows, (row) => row.version_id);
}

export async function overrulesOfVersions({ em }: Context, ids: readonly string[]) {
  const rows = await em.find(QualityOverrule, { datasetVersion: { $in: [...ids] } });
  return new Map(rows.map((row) => [row.datasetVersion.id, row]));
}

export interface LatestMetric {
  readonly name: string;
  readonly step: number;
  readonly value: number;
}

/** One index probe per run and name: names are walked by a recursive query, not read off all points. */
export async function latestMetrics({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<(LatestMetric & { id: string })[]>(
    `with recursive run as (select unnest(?::uuid[]) as id),
     series as (
       select run.id, (select min(name) from metric_point where training_run_id = run.id) as name from run
       union all
       select id, (select min(name) from metric_point where training_run_id = series.id and name > series.name) from series where name is not null)
     select series.id, series.name, point.step, point.value from series
     cross join lateral (select step, value from metric_point where training_run_id = series.id and name = series.name order by step desc limit 1) point
     where series.name is not null order by series.id, series.name`,
    [uuids(ids)],
  );
  return groupOf(rows, ({ name, step, value }) => ({ name, step, value: Number(value) }));
}

export async function aliasesOfVersions({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<{ id: string; alias: string }[]>(
    `select model_version_id as id, alias from model_alias where model_version_id = any(?::uuid[]) order by alias`,
    [uuids(ids)],
  );
  return groupOf(rows, (row) => row.alias);
}

export async function trainingRunIdsOfVersions({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<{ id: string; run_id: string }[]>(
    `select model_version_id as id, id as run_id from training_run where model_version_id = any(?::uuid[])`,
    [uuids(ids)],
  );
  return mapOf(rows, (row) => row.run_id);
}

/** Of versions, by the runs that made them. */
export async function initialVersionIds({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<{ id: string; initial_id: string }[]>(
    `select model_version_id as id, initial_model_version_id as initial_id from training_run where model_version_id = any(?::uuid[]) and initial_model_version_id is not null`,
    [uuids(ids)],
  );
  return mapOf(rows, (row) => row.initial_id);
}

const FEEDBACK_PER_GENERATION = 100;

/** Newest first, at most 100 each; the feedback list has them all. */
export async function feedbackIdsOfGenerations({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<{ id: string; feedback_id: string }[]>(
    `select g.id, f.id as feedback_id from unnest(?::uuid[]) g(id)
     cross join lateral (select id from feedback where generation_id = g.id order by id desc limit ?) f`,
    [uuids(ids), FEEDBACK_PER_GENERATION],
  );
  return groupOf(rows, (row) => row.feedback_id);
}

/** How many waiting runs of any project a worker takes before each of these. */
export async function runsAhead({ em }: Context, ids: readonly string[]) {
  const rows = await em.execute<{ id: string; ahead: number }[]>(
    `select run.id, (select count(*)::int from training_run other where other.state = 'QUEUED'
       and (other.priority > run.priority or (other.priority = run.priority and other.id < run.id))) as ahead
     from training_run run where run.id = any(?::uuid[])`,
    [uuids(ids)],
  );
  return mapOf(rows, (row) => row.ahead);
}

export interface SeriesPoint {
  readonly name: string;
  readonly step: number;
  readonly value: number;
  readonly time: Date;
}

/**
 * The metric series of a run, each thinned to at most `maxPoints`: the first and the last point, and of each of equally
 * many points between them the least and the greatest, so that no spike is lost. Cost: one index range of the series.
 */
export async function metricSeries({ em }: Context, trainingRunId: string, names: readonly string[] | null, maxPoints: number) {
  const buckets = Math.max(0, Math.floor((maxPoints - 2) / 2));
  return em.execute<(Omit<SeriesPoint, 'time'> & { time: string })[]>(
    `with numbered as (
       select name, step, value, time, row_number() over series - 1 as n, count(*) over (partition by name) as total
       from metric_point where training_run_id = ? ${names ? 'and name = any(select jsonb_array_elements_text(?::jsonb))' : ''}
       window series as (partition by name order by step)),
     bucketed as (select *, case when n = 0 then -1 when n = total - 1 then ? else (n - 1) * ? / greatest(total - 2, 1) end as bucket from numbered),
     ranked as (
       select *, row_number() over (partition by name, bucket order by value, step) as low,
         row_number() over (partition by name, bucket order by value desc, step) as high from bucketed)
     select name, step, value, time from ranked where total <= ? or bucket in (-1, ?) or (? > 0 and (low = 1 or high = 1)) order by name, step`,
    [trainingRunId, ...(names ? [JSON.stringify(names)] : []), buckets, buckets, maxPoints, buckets, buckets],
  );
}
