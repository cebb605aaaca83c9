import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { JudgedLabel } from './judge.ts';

const AT_ONCE = 1000;

/** Stores what answers came to, in the caller's transaction; what a reviewer has settled keeps its label. */
export async function storeLabels(tx: EntityManager, projectId: string, modelId: string, labels: readonly JudgedLabel[]): Promise<void> {
  for (let from = 0; from < labels.length; from += AT_ONCE) {
    const rows = labels.slice(from, from + AT_ONCE).map((label) => ({ id: v7(), ...label }));
    await tx.execute(STORE, [projectId, modelId, JSON.stringify(rows)]);
  }
}

/** Where nothing has changed, nothing is written. */
const STORE = `
  insert into consensus_label as c (id, project_id, model_id, item, kind, generation_id, output, label, probability, entropy, answers, agreeing, votes, feedback_id, subject, state, reason, weighed_at, created_at)
  select id, ?::uuid, ?::uuid, item, kind, "generationId", output, label, probability, entropy, answers, agreeing, votes, "feedbackId", subject, state, reason, now(), now()
  from jsonb_to_recordset(?::jsonb) as r (id uuid, item text, kind text, "generationId" uuid, output int, label text, probability double precision, entropy double precision, answers int, agreeing int,
    votes jsonb, "feedbackId" uuid, subject text, state text, reason text)
  order by item
  on conflict (model_id, item) do update set
    generation_id = excluded.generation_id, output = excluded.output, answers = excluded.answers, votes = excluded.votes, weighed_at = excluded.weighed_at, entropy = excluded.entropy,
    label = case when c.reviewed then c.label else excluded.label end, probability = case when c.reviewed then c.probability else excluded.probability end,
    agreeing = case when c.reviewed then c.agreeing else excluded.agreeing end, state = case when c.reviewed then c.state else excluded.state end,
    reason = case when c.reviewed then c.reason else excluded.reason end,
    feedback_id = case when c.reviewed then c.feedback_id else excluded.feedback_id end, subject = case when c.reviewed then c.subject else excluded.subject end
  where (c.answers, c.votes, c.state, c.reason, c.label, c.probability, c.entropy, c.feedback_id) is distinct from
    (excluded.answers, excluded.votes, excluded.state, excluded.reason, excluded.label, excluded.probability, excluded.entropy, excluded.feedback_id)`;
