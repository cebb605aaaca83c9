import type { EntityManager } from '@mikro-orm/postgresql';

export interface Agreement {
  readonly prompts: number;
  readonly answers: number;
  /** Share of the pairs of answers to one prompt that are the same, 0 to 1; null where nobody answered what another did. */
  readonly agreement: number | null;
  /** Krippendorff's alpha for names. */
  readonly alpha: number | null;
}

const votes = {
  subjects: 'select c.id, v.label, v.count from consensus_label c cross join lateral jsonb_to_recordset(c.votes) as v (label text, count int) where c.model_id = ?',
  reviewers: `select c.id, r.label, count(*)::int as count from consensus_label c join review r on r.consensus_label_id = c.id and r.state = 'LABELLED' where c.model_id = ? group by c.id, r.label`,
} as const;

/** How far people agree on what a model should have said, over the prompts that several named a label for. Reads each prompt's votes. */
export async function agreementOf(em: EntityManager, modelId: string, by: keyof typeof votes): Promise<Agreement> {
  const [totals] = await em.execute<{ prompts: number; answers: number }[]>(`select count(distinct id)::int as prompts, coalesce(sum(count), 0)::int as answers from (${votes[by]}) vote`, [modelId]);
  const [row] = await em.execute<{ pairs: number | null; same: number | null; observed: number | null; total: number | null; squares: number | null }[]>(
    `with vote as (
       select * from (${votes[by]}) one where label is not null),
     item as (select id, sum(count) as n, sum(count * (count - 1)) as same from vote group by id having sum(count) > 1),
     label as (select vote.label, sum(vote.count) as n from vote join item using (id) group by 1)
     select (select sum(n * (n - 1)) from item)::float8 as pairs, (select sum(same) from item)::float8 as same, (select sum((n * (n - 1) - same) / (n - 1)) from item)::float8 as observed,
       (select sum(n) from label)::float8 as total, (select sum(n * n) from label)::float8 as squares`,
    [modelId],
  );
  const { pairs, same, observed, total, squares } = row ?? { pairs: null, same: null, observed: null, total: null, squares: null };
  const counts = { prompts: totals?.prompts ?? 0, answers: totals?.answers ?? 0 };
  if (!pairs || same === null || observed === null || total === null || squares === null) return { ...counts, agreement: null, alpha: null };
  // Krippendorff 2011: 1 - disagreement observed / disagreement expected, where the labels fell on the prompts by chance.
  const expected = (total * total - squares) / (total - 1);
  return { ...counts, agreement: same / pairs, alpha: expected === 0 ? null : 1 - observed / expected };
}
