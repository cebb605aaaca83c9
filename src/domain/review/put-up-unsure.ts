import type { EntityManager } from '@mikro-orm/postgresql';
import { ITEM } from '../consensus/read-answers.ts';
import type { Model } from '../entities/model.ts';
import { isErased } from '../privacy/erased-subjects.ts';

/** Generations that are looked at, newest first. */
const LOOKED_AT = 1000;

/**
 * Puts up for review what a model was asked lately and was unsure of, and that nobody said anything about: the most uncertain first
 * (uncertainty sampling, Lewis & Gale 1994), so that `most` of them wait. Reads the newest 1,000 generations at most.
 */
export async function putUpUnsure(tx: EntityManager, model: Model, most: number, minimumProbability: number): Promise<void> {
  const [waiting] = await tx.execute<{ count: number }[]>(`select count(*)::int as count from consensus_label where model_id = ? and state = 'REVIEW' and answers = 0`, [model.id]);
  const room = most - (waiting?.count ?? 0);
  if (room <= 0) return;
  await tx.execute(
    `with recent as (
       select g.id, g.project_id, g.subject, g.prompt, g.outputs->0 as made from generation g
       where g.state = 'SUCCEEDED' and g.model_version_id in (select id from model_version where model_id = ?) order by g.id desc limit ?),
     unsure as (
       select distinct on (item) g.id, g.project_id, g.subject, ${ITEM} as item, (select -sum(probability * ln(probability)) from jsonb_to_recordset(g.made->'probabilities') as r (probability double precision) where probability > 0) as entropy
       from recent g where g.made->>'type' = 'classification' and (g.made->'probabilities'->0->>'probability')::double precision < ?
       order by item, g.id desc)
     insert into consensus_label (id, project_id, model_id, item, kind, generation_id, output, label, probability, entropy, answers, agreeing, votes, state, reason, weighed_at, created_at)
     select gen_random_uuid(), ?::uuid, ?::uuid, item, 'CLASS', u.id, 0, null, 0, entropy, 0, 0, '[]', 'REVIEW', 'The model was unsure, and nobody has said anything.', now(), now()
     from unsure u where item is not null and not exists (select 1 from consensus_label c where c.model_id = ? and c.item = u.item)
       and not ${isErased('u.subject', 'u.project_id')}
     order by entropy desc limit ? on conflict do nothing`,
    [model.id, LOOKED_AT, minimumProbability, model.project.id, model.id, model.id, room],
  );
}
