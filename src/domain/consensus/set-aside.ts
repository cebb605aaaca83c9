import type { EntityManager } from '@mikro-orm/postgresql';

/** As likely wrong as right: what came with harm is asked of reviewers before what people merely disagree about a little. */
const DOUBT = Math.LN2;

/** A version with the REJECTED ones that it was cleaned from, down to where a cycle began. */
const LINE = `with recursive line as (
  select id, parent_id from dataset_version where id = ?
  union all select v.id, v.parent_id from line l join dataset_version v on v.id = l.parent_id where v.status = 'REJECTED' and v.id is distinct from ?::uuid)`;

export interface HeldVersion {
  readonly id: string;
  /** That it was made from, which nothing is held against; null: it was the first. */
  readonly parentId: string | null;
}

/**
 * Sets the labels aside that feedback on a model brought into a version which does harm: they wait for review, their answers no longer
 * count, and what is said of the same prompts from then on is weighed by itself. What reviewers had settled stays as it is.
 */
export async function setLabelsAside(tx: EntityManager, modelId: string, { id, parentId }: HeldVersion, reason: string): Promise<void> {
  // Who weighs meanwhile has read the answers that count no more.
  await lockWeighing(tx, modelId);
  await tx.execute(
    `${LINE}, aside as (
       update dataset_record r set set_aside = true from consensus_label c
       where r.version_id in (select id from line) and r.origin is not null and c.model_id = ? and r.key = 'feedback ' || c.item and not c.reviewed returning c.id)
     update consensus_label c set state = 'REVIEW', reason = ?, entropy = greatest(c.entropy, ?) from aside where c.id = aside.id`,
    [id, parentId, modelId, reason, DOUBT],
  );
}

/** Somebody goes on from a version, or lets it be gone on from: the labels that were set aside with it are in the data again. */
export async function takeLabelsBack(tx: EntityManager, datasetVersionId: string): Promise<void> {
  await tx.execute(
    `${LINE}, back as (
       update dataset_record r set set_aside = false where r.version_id in (select id from line) and r.set_aside
         and not exists (select 1 from dataset_record other where other.dataset_id = r.dataset_id and other.key = r.key and not other.set_aside) returning r.dataset_id, r.key)
     update consensus_label c set state = 'USABLE', reason = 'Somebody goes on from the version that has it.' from back join flywheel_policy p on p.dataset_id = back.dataset_id
     where c.model_id = p.model_id and back.key = 'feedback ' || c.item and c.state = 'REVIEW' and not c.reviewed`,
    [datasetVersionId, null],
  );
}

/** By prompt: until when what people said of a model's answer counts no more. */
export async function readSetAside(em: EntityManager, modelId: string): Promise<ReadonlyMap<string, Date>> {
  const rows = await em.execute<{ item: string; until: string }[]>(
    `select substr(r.key, 10) as item, max(r.created_at) as until from dataset_record r
     where r.set_aside and r.dataset_id in (select dataset_id from flywheel_policy where model_id = ?)
       and not exists (select 1 from consensus_label c where c.model_id = ? and c.item = substr(r.key, 10) and c.reviewed) group by 1`,
    [modelId, modelId],
  );
  return new Map(rows.map(({ item, until }) => [item, new Date(until)]));
}

/** Until the caller's transaction ends nobody else stores what a model's answers come to. */
export async function lockWeighing(tx: EntityManager, modelId: string): Promise<void> {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`weigh ${modelId}`]);
}
