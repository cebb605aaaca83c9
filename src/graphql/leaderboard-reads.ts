import { checkPage, chargeRows, DEFAULT_PAGE } from './connection.ts';
import { type Context, callerOf } from './context.ts';
import type { Contributor } from './contributor-reads.ts';
import { badInput } from './errors.ts';

export const leaderboardPeriods = ['WEEK', 'MONTH', 'YEAR', 'ALL'] as const;
export type LeaderboardPeriod = (typeof leaderboardPeriods)[number];
const days: { readonly [Period in LeaderboardPeriod]: number | null } = { WEEK: 7, MONTH: 30, YEAR: 365, ALL: null };

export interface LeaderboardRow extends Contributor {
  /** Those who have as many share it. */
  readonly rank: number;
  readonly accepted: number;
  readonly corrections: number;
}

export interface LeaderboardPage {
  readonly period: LeaderboardPeriod;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Who has the most samples accepted in a period, a page at a time. Adds up all contributions of the period, from one index, whichever page is asked for. */
export async function leaderboard(context: Context, { period, first, after }: LeaderboardPage) {
  checkPage({ first });
  const size = first ?? DEFAULT_PAGE;
  chargeRows(context.em, size);
  const { accepted, key } = after == null ? { accepted: null, key: '' } : decode(after);
  const since = days[period];
  const rows = await context.em.execute<LeaderboardRow[]>(
    `select * from (
       select c.contributor as key, min(c.subject) as subject, count(*)::int as accepted, (count(*) filter (where c.corrected))::int as corrections, (rank() over (order by count(*) desc))::int as rank
       from contribution c where c.project_id = ? and not c.left_out and c.created_at >= coalesce(now() - make_interval(days => ?::int), '-infinity')
         and not exists (select 1 from contributor_setting s where s.project_id = c.project_id and s.subject = c.subject and not s.on_leaderboard)
       group by c.contributor) ranked
     where ?::int is null or accepted < ?::int or (accepted = ?::int and key > ?) order by accepted desc, key limit ?`,
    [callerOf(context).projectId, since, accepted, accepted, accepted, key, size + 1],
  );
  const edges = rows.slice(0, size).map((node) => ({ node, cursor: encode(node) }));
  return { edges, pageInfo: { hasNextPage: rows.length > size, hasPreviousPage: false, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null } };
}

const encode = ({ accepted, key }: LeaderboardRow) => Buffer.from(`place:${accepted}:${key}`).toString('base64url');

function decode(cursor: string): { accepted: number; key: string } {
  const [, accepted, key] = /^place:(\d{1,9}):([0-9a-f]{32})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (accepted === undefined || key === undefined) throw badInput('The cursor is not one that this list gave.');
  return { accepted: Number(accepted), key };
}
