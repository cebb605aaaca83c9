import { type FilterQuery, raw } from '@mikro-orm/postgresql';
import type { DatasetVersion } from '../domain/entities/dataset-version.ts';
import type { ModelVersion } from '../domain/entities/model-version.ts';
import type { Upload } from '../domain/entities/upload.ts';
import type { Context } from './context.ts';

/** PostgreSQL's array literal: the driver passes a JavaScript array as several values. */
const uuids = (ids: readonly string[]) => `{${ids.join(',')}}`;

/** Parents of parents, or versions that were made of one: more than anybody made by hand. */
export const MOST_RELATIVES = 1000;

/** Ids of the parent, its parent, and so on, of each version. One index probe per generation. */
export async function ancestorIdsOfVersions({ em }: Context, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await em.execute<{ id: string; ancestor_id: string }[]>(
    `with recursive line as (
       select id, parent_id as ancestor_id, 1 as distance from dataset_version where id = any(?::uuid[])
       union all select line.id, version.parent_id, distance + 1 from line join dataset_version version on version.id = line.ancestor_id where distance < ?)
     select id, ancestor_id from line where ancestor_id is not null order by id, distance`,
    [uuids(ids), MOST_RELATIVES],
  );
  return new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, line]) => [id, line.map((row) => row.ancestor_id)]));
}

/** Ids of the versions that were made of each one, of those, and so on; the nearest first. One index probe per version. */
export async function descendantIdsOfVersions({ em }: Context, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await em.execute<{ id: string; descendant_id: string }[]>(
    `with recursive line as (
       select parent_id as id, id as descendant_id, 1 as distance from dataset_version where parent_id = any(?::uuid[])
       union all select line.id, version.id, distance + 1 from line join dataset_version version on version.parent_id = line.descendant_id where distance < ?)
     select id, descendant_id from (select *, row_number() over (partition by id order by distance, descendant_id) as place from line) as placed where place <= ? order by id, place`,
    [uuids(ids), MOST_RELATIVES, MOST_RELATIVES],
  );
  return new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, line]) => [id, line.map((row) => row.descendant_id)]));
}

/** Model versions whose training runs learned from a dataset version. One probe of the index of runs by dataset version. */
export const learnedFrom = (datasetVersionId: string): FilterQuery<ModelVersion> => ({
  [raw((alias) => `${alias}.id in (select model_version_id from training_run where dataset_version_id = ? and model_version_id is not null)`, [datasetVersionId])]: [],
});

/** Versions that were imported from an upload, or whose records have it as their image. One probe of the index of uploads of versions and records each. */
export const madeOfUpload = ({ id, project }: Upload): FilterQuery<DatasetVersion> => ({
  project: project.id,
  [raw(
    (alias) => `(${alias}.id in (select id from dataset_version where source \\? 'uploadIds' and source->'uploadIds' @> ?::jsonb) or ${alias}.id in (select version_id from dataset_record where upload_id = ? and version_id is not null and not left_out))`,
    [JSON.stringify([id]), id],
  )]: [],
});

/** The dataset version that each model version learned from: its training run's. */
export async function datasetVersionIdsOfModelVersions({ em }: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await em.execute<{ id: string; version_id: string }[]>('select model_version_id as id, dataset_version_id as version_id from training_run where model_version_id = any(?::uuid[])', [uuids(ids)]);
  return new Map(rows.map(({ id, version_id: versionId }) => [id, versionId]));
}

/** A sample that came as a record, by the record's key. */
export interface RecordKey {
  readonly datasetVersionId: string;
  readonly key: string;
}

export interface RecordOfSample {
  readonly key: string;
  readonly appendedAt: Date;
  readonly uploadId: string | null;
  readonly feedbackId: string | null;
}

/** Each kind has an index of its own. */
const recordsWhere = (kind: 'set_aside' | 'not set_aside') =>
  `select * from dataset_record where dataset_id = (select dataset_id from line limit 1) and ${kind} and key in (select jsonb_array_elements_text(?::jsonb))`;

/** The records of a version's dataset with these keys, by key: of a prompt that was set aside and came back, the record that this version is made of. */
export async function recordsOfKeys({ em }: Context, datasetVersionId: string, keys: readonly string[]): Promise<Map<string, RecordOfSample>> {
  const rows = await em.execute<{ key: string; created_at: string; upload_id: string | null; feedback_id: string | null }[]>(
    `with recursive line as (
       select id, dataset_id, parent_id from dataset_version where id = ? union all select v.id, v.dataset_id, v.parent_id from line l join dataset_version v on v.id = l.parent_id)
     select distinct on (record.key) record.key, record.created_at, record.upload_id, case when record.origin->>'type' = 'feedback' then record.origin->>'id' end as feedback_id
     from (${recordsWhere('not set_aside')} union all ${recordsWhere('set_aside')}) record
     order by record.key, (record.version_id in (select id from line)) is true desc, record.set_aside`,
    [datasetVersionId, JSON.stringify(keys), JSON.stringify(keys)],
  );
  return new Map(rows.map(({ key, created_at: createdAt, upload_id: uploadId, feedback_id: feedbackId }) => [key, { key, appendedAt: new Date(createdAt), uploadId, feedbackId }]));
}
