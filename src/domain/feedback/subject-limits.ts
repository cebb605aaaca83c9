import type { EntityManager } from '@mikro-orm/postgresql';
import { Fault } from '../fault.ts';
import { leastIdAt, timeOfId } from '../id-at.ts';
import type { FeedbackDraft } from './feedback-draft.ts';

const HOUR_MS = 3_600_000;

type Charged = Pick<FeedbackDraft, 'index' | 'subject' | 'generationId' | 'contentHash'>;

/**
 * Faults of feedback by subjects that have given as much as they may within an hour, by its place in the call; what comes earlier in
 * the call counts, the same twice once. Calls at the same time do not see each other, so a subject may go over by what it sends at once.
 */
export async function subjectFaults(tx: EntityManager, projectId: string, given: readonly Charged[], perHour: number): Promise<Map<number, Fault>> {
  const faults = new Map<number, Fault>();
  const subjects = new Set(given.flatMap(({ subject }) => subject ?? []));
  if (subjects.size === 0) return faults;
  const since = leastIdAt(new Date(Date.now() - HOUR_MS));
  const rows = await tx.execute<{ subject: string; count: number }[]>(
    `select s.subject, (select count(*)::int from (select 1 from feedback f where f.project_id = ? and f.subject = s.subject and f.id >= ? limit ?) one) as count
     from jsonb_array_elements_text(?::jsonb) s (subject)`,
    [projectId, since, perHour, JSON.stringify([...subjects])],
  );
  const left = new Map(rows.map(({ subject, count }) => [subject, perHour - count]));
  const seen = new Set<string>();
  for (const { index, subject, generationId, contentHash } of given) {
    const said = `${generationId} ${contentHash} ${subject}`;
    if (subject === null || seen.has(said)) continue;
    seen.add(said);
    const allowed = left.get(subject) ?? perHour;
    left.set(subject, allowed - 1);
    if (allowed <= 0) faults.set(index, await exceeded(tx, projectId, subject, perHour));
  }
  return faults;
}

/** It may go on when the oldest of its last `perHour` is an hour old. */
async function exceeded(tx: EntityManager, projectId: string, subject: string, perHour: number): Promise<Fault> {
  const [row] = await tx.execute<{ id: string }[]>('select id from feedback where project_id = ? and subject = ? order by id desc offset ? limit 1', [projectId, subject, perHour - 1]);
  const retryAt = new Date((row ? timeOfId(row.id).getTime() : Date.now()) + HOUR_MS);
  return new Fault('QUOTA_EXCEEDED', `This subject has given feedback ${perHour} times within an hour, which is as often as this project takes it; try again after ${retryAt.toISOString()}.`, ['subject'], retryAt);
}
