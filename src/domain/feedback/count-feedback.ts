import type { EntityManager } from '@mikro-orm/postgresql';
import type { FeedbackDraft } from './feedback-draft.ts';
import type { RatedGeneration } from './rated-generations.ts';

/** A draft whose generation is known; `subject` is the generation's where it names none. */
export interface FitDraft extends FeedbackDraft {
  readonly generation: RatedGeneration;
  readonly overModelVersionId: string | null;
}

/**
 * Lets feedback count: of one subject on one output the newest word of each kind does. What says the same as the newest before it
 * changes nothing. Returns the ids under which those are stored that were not new, by the id that they would have had.
 *
 * A confirmation (a positive rating, ACCEPTED) takes an earlier correction back; a negative rating leaves it.
 */
export async function countFeedback(tx: EntityManager, projectId: string, drafts: readonly FitDraft[]): Promise<ReadonlyMap<string, string>> {
  const same = new Map<string, string>();
  for (const round of rounds(drafts)) {
    const counted = await tx.execute<{ feedback_id: string }[]>(COUNT, [projectId, JSON.stringify(round.map(rowOf))]);
    if (counted.length === round.length) continue;
    const changed = new Set(counted.map(({ feedback_id: id }) => id));
    for (const { id, feedback_id: stored } of await storedBefore(tx, round.filter((draft) => !changed.has(draft.id)))) same.set(id, stored);
  }
  return same;
}

/** One statement changes a row once: what one subject says twice of one output comes one after the other. */
function rounds(drafts: readonly FitDraft[]): FitDraft[][] {
  const found: FitDraft[][] = [];
  const seen = new Map<string, number>();
  for (const draft of drafts) {
    const place = JSON.stringify([draft.generationId, draft.content.output, draft.subject]);
    const round = seen.get(place) ?? 0;
    seen.set(place, round + 1);
    (found[round] ??= []).push(draft);
  }
  return found;
}

const rowOf = ({ id, generationId, subject, contentHash, content, generation, overModelVersionId }: FitDraft) => {
  const { comment: _comment, ...counting } = content;
  return { id, generationId, subject, contentHash, modelId: generation.modelId, modelVersionId: generation.modelVersionId, overModelVersionId, ...counting };
};

/** Ordered, so that two calls never wait for each other. */
const COUNT = `
  insert into counted_feedback as c (id, project_id, model_id, model_version_id, generation_id, output, subject, feedback_id, content_hash, rating, score, signal,
    correction_label, correction_text, over_generation_id, over_model_version_id, over_output, locale, metadata, given_at)
  select id, ?::uuid, "modelId", "modelVersionId", "generationId", output, subject, id, decode("contentHash", 'hex'), rating, score, signal,
    "correctionLabel", "correctionText", "overGenerationId", "overModelVersionId", "overOutput", locale, nullif(metadata, 'null'), now()
  from jsonb_to_recordset(?::jsonb) as r (id uuid, "modelId" uuid, "modelVersionId" uuid, "generationId" uuid, output int, subject text, "contentHash" text, rating text,
    score double precision, signal text, "correctionLabel" text, "correctionText" text, "overGenerationId" uuid, "overModelVersionId" uuid, "overOutput" int, locale text, metadata jsonb)
  order by "generationId", output, subject
  on conflict (generation_id, output, subject) do update set
    feedback_id = excluded.feedback_id, content_hash = excluded.content_hash, given_at = excluded.given_at, weighed = false, revision = c.revision + 1,
    rating = coalesce(excluded.rating, c.rating), score = coalesce(excluded.score, c.score), signal = coalesce(excluded.signal, c.signal),
    correction_label = case when coalesce(excluded.correction_label, excluded.correction_text) is null and not (excluded.rating is not distinct from 'POSITIVE' or excluded.signal is not distinct from 'ACCEPTED') then c.correction_label else excluded.correction_label end,
    correction_text = case when coalesce(excluded.correction_label, excluded.correction_text) is null and not (excluded.rating is not distinct from 'POSITIVE' or excluded.signal is not distinct from 'ACCEPTED') then c.correction_text else excluded.correction_text end,
    over_generation_id = coalesce(excluded.over_generation_id, c.over_generation_id),
    over_model_version_id = case when excluded.over_generation_id is null then c.over_model_version_id else excluded.over_model_version_id end,
    over_output = case when excluded.over_generation_id is null then c.over_output else excluded.over_output end,
    locale = coalesce(excluded.locale, c.locale), metadata = coalesce(excluded.metadata, c.metadata)
  where c.content_hash <> excluded.content_hash
  returning c.feedback_id`;

function storedBefore(tx: EntityManager, drafts: readonly FitDraft[]): Promise<{ id: string; feedback_id: string }[]> {
  return tx.execute(
    `select r.id, c.feedback_id from jsonb_to_recordset(?::jsonb) as r (id uuid, "generationId" uuid, output int, subject text)
     join counted_feedback c on c.generation_id = r."generationId" and c.output is not distinct from r.output and c.subject is not distinct from r.subject`,
    [JSON.stringify(drafts.map(({ id, generationId, content: { output }, subject }) => ({ id, generationId, output, subject })))],
  );
}
