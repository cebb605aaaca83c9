import type { EntityManager } from '@mikro-orm/postgresql';
import type { FeedbackSignal, Rating } from '../entities/feedback.ts';
import type { ConsensusKind } from '../entities/consensus-label.ts';
import { isErased } from '../privacy/erased-subjects.ts';

/** What one subject says of what a model made of one prompt. */
export interface Answer {
  /** Hash of the prompt's content. */
  readonly item: string;
  readonly kind: ConsensusKind;
  readonly feedbackId: string;
  readonly generationId: string;
  readonly output: number;
  readonly subject: string | null;
  /** Number of the model version that was asked, what it made, and how sure it was. */
  readonly version: number;
  readonly guess: string;
  readonly sureness: number;
  /** What they say it is; `guess` where they confirm it, null where they say no more than that it is wrong. */
  readonly said: string | null;
  /** Whether they were only watched. */
  readonly isWatched: boolean;
}

const NEVER = new Date(0);

interface Row {
  readonly id: string;
  readonly feedback_id: string;
  readonly generation_id: string;
  readonly output: number;
  readonly subject: string | null;
  readonly rating: Rating | null;
  readonly signal: FeedbackSignal | null;
  readonly correction_label: string | null;
  readonly correction_text: string | null;
  readonly version: number;
  readonly type: string;
  readonly guess: string | null;
  readonly sureness: number | null;
  readonly item: string | null;
  readonly given_at: string;
}

/** Of the prompt of generation `g`: what the same question has in common, whoever asks it. Null of models that are not asked about anything. */
export const ITEM = `encode(sha256(convert_to(coalesce('text ' || (g.prompt->>'text'), 'features ' || (g.prompt->>'features'),
  'image ' || (select u.sha256 from upload u where u.id = case when g.prompt->>'imageUploadId' ~ '^[0-9a-f-]{36}$' then (g.prompt->>'imageUploadId')::uuid end)), 'UTF8')), 'hex')`;

/**
 * The answers of a model's feedback that counts, oldest first; of one subject on one prompt the newest. What says nothing of what the
 * output should have been (comments, scores, preferences, IGNORED) is left out, and what people say who are being erased, or of what was made for them. Takes memory for each answer: about 500 bytes.
 *
 * @param aside  by prompt: until when what was said counts no more
 */
export async function readAnswers(em: EntityManager, modelId: string, aside: ReadonlyMap<string, Date>): Promise<Answer[]> {
  const rows = await em.execute<Row[]>(
    `select c.id, c.feedback_id, c.generation_id, coalesce(c.output, 0) as output, c.subject, c.rating, c.signal, c.correction_label, c.correction_text, v.number as version,
       o.made->>'type' as type, coalesce(o.made->>'label', o.made->>'text') as guess, (o.made->'probabilities'->0->>'probability')::double precision as sureness, ${ITEM} as item, c.given_at
     from counted_feedback c join generation g on g.id = c.generation_id join model_version v on v.id = c.model_version_id
     cross join lateral (select g.outputs->coalesce(c.output, 0) as made) o
     where c.model_id = ? and (c.rating is not null or c.signal in ('ACCEPTED', 'EDITED') or c.correction_label is not null or c.correction_text is not null)
       and not ${isErased('c.subject', 'c.project_id')} and not ${isErased('g.subject', 'c.project_id')}
     order by c.given_at, c.id`,
    [modelId],
  );
  const newest = new Map<string, Answer>();
  for (const row of rows) {
    const answer = answerOf(row);
    if (!answer || new Date(row.given_at) <= (aside.get(answer.item) ?? NEVER)) continue;
    const by = `${answer.item} ${row.subject === null ? row.id : `by ${row.subject}`}`;
    newest.delete(by);
    newest.set(by, answer);
  }
  return [...newest.values()];
}

function answerOf(row: Row): Answer | undefined {
  const { id, item, type, guess, subject, rating, correction_label: label, correction_text: text } = row;
  const common = { feedbackId: row.feedback_id, generationId: row.generation_id, output: row.output, subject, version: row.version, sureness: row.sureness ?? 0, isWatched: rating === null && row.signal === 'ACCEPTED' };
  // What somebody chose instead is theirs alone: another's choice does not speak against it.
  if (type === 'recommendation') return label === null || subject === null ? undefined : { ...common, item: `choice ${id}`, kind: 'CHOICE', guess: label, said: label };
  if (item === null || guess === null || (type !== 'classification' && type !== 'text')) return undefined;
  const corrected = type === 'text' ? text : label;
  if (corrected === null && rating === null && row.signal !== 'ACCEPTED') return undefined;
  return { ...common, item, kind: type === 'text' ? 'TEXT' : 'CLASS', guess, said: corrected ?? (rating === 'NEGATIVE' ? null : guess), isWatched: common.isWatched && corrected === null };
}
