import { Project } from '../domain/entities/project.ts';
import { contributorKey } from '../domain/participation/pseudonym.ts';
import { type Context, callerOf } from './context.ts';

/** A person as feedback names them. */
export interface Contributor {
  readonly subject: string;
  /** By which those know them who may not see subjects. */
  readonly key: string;
}

export async function contributorOf(context: Context, subject: string): Promise<Contributor> {
  const { subjectSalt } = await context.em.findOneOrFail(Project, callerOf(context).projectId);
  return { subject, key: contributorKey(subjectSalt, subject) };
}

/** What was said of each kind; what says several counts in each. */
export interface SaidCounts {
  readonly total: number;
  readonly ratings: number;
  readonly scores: number;
  readonly signals: number;
  readonly corrections: number;
  readonly preferences: number;
  readonly comments: number;
}
export const NOTHING_SAID: SaidCounts = { total: 0, ratings: 0, scores: 0, signals: 0, corrections: 0, preferences: 0, comments: 0 };

export interface AcceptedCounts {
  readonly accepted: number;
  readonly corrections: number;
  readonly inProduction: number;
}
export const NOTHING_ACCEPTED: AcceptedCounts = { accepted: 0, corrections: 0, inProduction: 0 };

export interface Reliability {
  readonly modelId: string;
  readonly reliability: number;
  readonly answers: number;
}

export interface Effect {
  readonly modelId: string;
  readonly metric: string;
  readonly gain: number;
}

const ofSubjects = 'project_id = ? and subject in (select jsonb_array_elements_text(?::jsonb))';
const bySubject = <Row extends { readonly subject: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.subject, row]));

/** Each subject costs its own feedback: an index range. */
export async function saidBySubjects(context: Context, subjects: readonly string[]): Promise<ReadonlyMap<string, SaidCounts>> {
  return bySubject(
    await context.em.execute<(SaidCounts & { subject: string })[]>(
      `select subject, count(*)::int as total, count(rating)::int as ratings, count(score)::int as scores, count(signal)::int as signals, count(coalesce(correction_label, correction_text))::int as corrections,
         count(over_generation_id)::int as preferences, count(comment)::int as comments from feedback where ${ofSubjects} group by subject`,
      [callerOf(context).projectId, JSON.stringify(subjects)],
    ),
  );
}

/** Likewise their contributions. */
export async function acceptedOfSubjects(context: Context, subjects: readonly string[]): Promise<ReadonlyMap<string, AcceptedCounts>> {
  return bySubject(
    await context.em.execute<(AcceptedCounts & { subject: string })[]>(
      `select subject, count(*)::int as accepted, (count(*) filter (where corrected))::int as corrections, count(model_version_id)::int as "inProduction" from contribution where ${ofSubjects} and not left_out group by subject`,
      [callerOf(context).projectId, JSON.stringify(subjects)],
    ),
  );
}

export async function reliabilityOfSubjects(context: Context, subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Reliability[]>> {
  const rows = await context.em.execute<(Reliability & { subject: string })[]>(
    `select subject, model_id as "modelId", reliability, answers from contributor_reliability where ${ofSubjects} order by model_id`,
    [callerOf(context).projectId, JSON.stringify(subjects)],
  );
  return Map.groupBy(rows, ({ subject }) => subject);
}

export async function effectsOfSubjects(context: Context, subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Effect[]>> {
  const rows = await context.em.execute<(Effect & { subject: string })[]>(
    `select subject, model_id as "modelId", metric, sum(gain) as gain from contribution where ${ofSubjects} and gain is not null group by subject, model_id, metric order by model_id, metric`,
    [callerOf(context).projectId, JSON.stringify(subjects)],
  );
  return Map.groupBy(rows, ({ subject }) => subject);
}

/** Those who do not want to be on the leaderboard. */
export async function hiddenSubjects(context: Context, subjects: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const rows = await context.em.execute<{ subject: string }[]>(`select subject from contributor_setting where ${ofSubjects} and not on_leaderboard`, [callerOf(context).projectId, JSON.stringify(subjects)]);
  return new Map(rows.map(({ subject }) => [subject, true]));
}
