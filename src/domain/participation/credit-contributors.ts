import type { EntityManager } from '@mikro-orm/postgresql';
import { ITEM } from '../consensus/read-answers.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { isErased } from '../privacy/erased-subjects.ts';
import { contributorOf } from './pseudonym.ts';
import { storeMessages, type Told } from './store-messages.ts';

/**
 * Credits everybody whose answer is the label of a record that came into a version with it, or with the REJECTED versions that it was cleaned
 * from, and tells them; in the transaction that makes the version READY. Those who said the same share a record equally.
 * Costs a look at all feedback on the models that the records are of, as weighing does; nothing where no record is of feedback.
 */
export async function creditContributors(tx: EntityManager, { id, project }: DatasetVersion): Promise<void> {
  const told = await tx.execute<Told[]>(CREDIT, [id, id, project.id]);
  await storeMessages(tx, { projectId: project.id, kind: 'IN_VERSION', datasetVersionId: id, modelVersionId: null }, told);
}

/** What an answer says, as the weighing takes it. */
const SAID = `case when o.made->>'type' = 'text' then k.correction_text else k.correction_label end`;
const CONFIRMED = `case when k.rating is distinct from 'NEGATIVE' and (k.rating is not null or k.signal = 'ACCEPTED') then coalesce(o.made->>'label', o.made->>'text') end`;

/** Materialized, so that the hash of each answer's prompt is computed once: else it is for each pair of label and answer, and 634 labels with 20,571 answers take minutes instead of 0.4 s. */
const CREDIT = `
  with recursive line as (
    select id, parent_id from dataset_version where id = ?
    union all select v.id, v.parent_id from line l join dataset_version v on v.id = l.parent_id where v.status = 'REJECTED'),
  taken as materialized (
    select r.id as record_id, substr(r.key, 10) as item, r.label, r.origin->>'type' as type, (r.origin->>'id')::uuid as origin_id
    from dataset_record r where r.version_id in (select id from line) and r.origin is not null and not r.left_out),
  labelled as materialized (
    select t.record_id, t.item, c.model_id, coalesce(t.label, c.label) as label from taken t
      join feedback f on t.type = 'feedback' and f.id = t.origin_id join model_version v on v.id = f.model_version_id join consensus_label c on c.model_id = v.model_id and c.item = t.item
    union all
    select t.record_id, t.item, c.model_id, coalesce(t.label, c.label) from taken t join consensus_label c on t.type = 'review' and c.id = t.origin_id),
  answered as materialized (
    select k.id, k.model_id, k.subject, k.project_id, k.given_at, ${SAID} as corrected, ${CONFIRMED} as confirmed,
      case when o.made->>'type' = 'recommendation' then 'choice ' || k.id else ${ITEM} end as item
    from counted_feedback k join generation g on g.id = k.generation_id cross join lateral (select g.outputs->coalesce(k.output, 0) as made) o
    where k.model_id in (select distinct model_id from labelled) and k.subject is not null),
  newest as (
    select distinct on (l.record_id, a.subject) l.record_id, l.model_id, l.label, a.subject, a.project_id, a.corrected, a.confirmed
    from labelled l join answered a on a.model_id = l.model_id and a.item = l.item
    where coalesce(a.corrected, a.confirmed) is not null order by l.record_id, a.subject, a.given_at desc, a.id desc),
  credited as (
    insert into contribution (record_id, subject, project_id, contributor, model_id, dataset_version_id, corrected, share, created_at)
    select n.record_id, n.subject, n.project_id, ${contributorOf('n.subject')}, n.model_id, ?::uuid, n.corrected is not null, 1.0 / count(*) over (partition by n.record_id), now()
    from newest n join project p on p.id = n.project_id
    where n.project_id = ? and coalesce(n.corrected, n.confirmed) = n.label and not ${isErased('n.subject', 'n.project_id')}
    order by 1, 2 on conflict do nothing returning subject, corrected)
  select subject, count(*)::int as samples, (count(*) filter (where corrected))::int as corrections from credited group by subject`;
