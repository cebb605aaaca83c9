import type { EntityManager } from '@mikro-orm/postgresql';

/** As likely wrong as right: what came with harm is asked of reviewers before what people merely disagree about a little. */
const DOUBT = Math.LN2;

/** A version and all that it was made from. */
const line = (name: string) => `${name} as (
  select id, parent_id from dataset_version where id = ?::uuid union select v.id, v.parent_id from ${name} l join dataset_version v on v.id = l.parent_id)`;

export interface HeldVersion {
  readonly id: string;
  /** That the next one is made from; null: there is none. What it has, too, stays. */
  readonly nextParentId: string | null;
}

/**
 * Sets the labels aside that feedback on a model brought into a version which does harm: they wait for review, their answers no longer
 * count, and what is said of the same prompts from then on is weighed by itself. What reviewers had settled stays as it is.
 */
export async function setLabelsAside(tx: EntityManager, modelId: string, { id, nextParentId }: HeldVersion, reason: string): Promise<void> {
  await lockWeighing(tx, modelId);
  await tx.execute(
    `with recursive ${line('held')}, ${line('kept')}, aside as (
       update dataset_record r set set_aside = true from feedback f, model_version v, consensus_label c
       where r.version_id in (select id from held) and r.version_id not in (select id from kept) and not r.set_aside and r.origin->>'type' = 'feedback'
         and f.id = (r.origin->>'id')::uuid and v.id = f.model_version_id and v.model_id = ?
         and c.model_id = v.model_id and r.key = 'feedback ' || c.item and not c.reviewed returning c.id, c.model_id, c.item, r.created_at),
     told as (
       insert into set_aside_prompt as s (model_id, item, until) select model_id, item, max(created_at) from aside group by 1, 2
       on conflict (model_id, item) do update set until = greatest(s.until, excluded.until))
     update consensus_label c set state = 'REVIEW', reason = ?, entropy = greatest(c.entropy, ?) from aside where c.id = aside.id and not c.reviewed`,
    [id, nextParentId, modelId, reason, DOUBT],
  );
  // How far people are trusted is weighed anew.
  await tx.execute('update counted_feedback set weighed = false where id = (select id from counted_feedback where model_id = ? limit 1)', [modelId]);
}

/** A version may be learned from: labels that were set aside with what it was made from are in the data again, but for those that became others meanwhile. */
export async function takeLabelsBack(tx: EntityManager, datasetVersionId: string): Promise<void> {
  const models = await tx.execute<{ id: string }[]>('select m.id from model m join dataset_version v on v.project_id = m.project_id where v.id = ? and m.id in (select model_id from set_aside_prompt) order by 1', [datasetVersionId]);
  for (const { id } of models) await lockWeighing(tx, id);
  if (models.length === 0) return;
  await tx.execute(
    `with recursive ${line('line')}, back as (
       update dataset_record r set set_aside = false from consensus_label c join set_aside_prompt s on s.model_id = c.model_id and s.item = c.item
       where r.version_id in (select id from line) and r.set_aside and r.key = 'feedback ' || c.item and not c.reviewed and (r.label is null or r.label = c.label)
         and not exists (select 1 from dataset_record other where other.dataset_id = r.dataset_id and other.key = r.key and not other.set_aside) returning c.id, c.model_id, c.item),
     told as (delete from set_aside_prompt s using back where s.model_id = back.model_id and s.item = back.item)
     update consensus_label c set state = 'USABLE', reason = 'Somebody goes on from the version that has it.' from back where c.id = back.id and c.state = 'REVIEW' and not c.reviewed`,
    [datasetVersionId],
  );
}

/** By prompt: until when what people said of a model's answer counts no more. */
export async function readSetAside(em: EntityManager, modelId: string): Promise<ReadonlyMap<string, Date>> {
  const rows = await em.execute<{ item: string; until: string }[]>(
    'select item, until from set_aside_prompt s where model_id = ? and not exists (select 1 from consensus_label c where c.model_id = s.model_id and c.item = s.item and c.reviewed)',
    [modelId],
  );
  return new Map(rows.map(({ item, until }) => [item, new Date(until)]));
}

/** Until the caller's transaction ends nobody else stores what a model's answers come to. */
export async function lockWeighing(tx: EntityManager, modelId: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`weigh ${modelId}`]);
}
