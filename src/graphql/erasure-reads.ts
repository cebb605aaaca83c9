import type { Context } from './context.ts';

/** PostgreSQL's array literal: the driver passes a JavaScript array as several values. */
const uuids = (ids: readonly string[]) => `{${ids.join(',')}}`;

/** The dataset versions that an erasure wrote anew, or would, in the order in which they were made. */
export async function versionsOfErasure({ em }: Context, erasureId: string): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>('select dataset_version_id as id from erasure_version where erasure_id = ? order by 1', [erasureId]);
  return rows.map(({ id }) => id);
}

/** The model versions whose runs trained on what an erasure took, or would, and those that went on from them or trained on images that they drew. */
export async function modelVersionsOfErasure({ em }: Context, erasureId: string): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `with recursive marked as (
       select run.model_version_id as id from training_run run join erasure_training_run e on e.training_run_id = run.id where e.erasure_id = ? and run.model_version_id is not null
       union
       select run.model_version_id from marked join training_run run on run.initial_model_version_id = marked.id or run.balance_model_version_id = marked.id where run.model_version_id is not null)
     select id from marked order by 1`,
    [erasureId],
  );
  return rows.map(({ id }) => id);
}

/** Which of these model versions were trained on samples of people who were erased since, went on from one that was, or trained on images that such a one drew. */
export async function containErasedData({ em }: Context, ids: readonly string[]): Promise<Map<string, boolean>> {
  const rows = await em.execute<{ id: string }[]>(
    `with recursive line (id, version) as (
       select id, id from unnest(?::uuid[]) as asked (id)
       union
       select line.id, before.id from line join training_run run on run.model_version_id = line.version
         cross join lateral (values (run.initial_model_version_id), (run.balance_model_version_id)) as before (id) where before.id is not null)
     select distinct line.id from line join training_run run on run.model_version_id = line.version
       join erasure_training_run e on e.training_run_id = run.id join erasure on erasure.id = e.erasure_id where not erasure.dry_run`,
    [uuids(ids)],
  );
  return new Map(rows.map(({ id }) => [id, true]));
}
