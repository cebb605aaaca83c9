import type { EntityManager } from '@mikro-orm/postgresql';
import type { AnsweredItem } from './tabulate.ts';

/** How far a person is right, by what others say of the same prompts. */
export interface SubjectReliability {
  readonly subject: string;
  /** 0 to 1: mean of the trust in each of their answers, which goes by all their other answers. */
  readonly reliability: number;
  readonly answers: number;
}

/** @param trustOf  of the answers of an item, by its place, in their order */
export function meanTrust(items: readonly AnsweredItem[], trustOf: (at: number) => Float64Array): SubjectReliability[] {
  const sums = new Map<string, { trust: number; answers: number }>();
  for (const [at, { answers }] of items.entries()) {
    const trust = trustOf(at);
    for (const [place, { subject }] of answers.entries()) {
      if (subject === null) continue;
      const sum = sums.get(subject) ?? { trust: 0, answers: 0 };
      sum.trust += trust[place] ?? 0;
      sum.answers += 1;
      sums.set(subject, sum);
    }
  }
  return [...sums].map(([subject, { trust, answers }]) => ({ subject, reliability: trust / answers, answers }));
}

/** Stores what a weighing found of people, in the caller's transaction: one statement, where something changed. */
export async function storeReliability(tx: EntityManager, projectId: string, modelId: string, rows: readonly SubjectReliability[]): Promise<void> {
  await tx.execute(
    `insert into contributor_reliability as r (model_id, subject, project_id, reliability, answers, weighed_at)
     select ?::uuid, subject, ?::uuid, reliability, answers, now() from jsonb_to_recordset(?::jsonb) as r (subject text, reliability double precision, answers int) order by subject
     on conflict (model_id, subject) do update set reliability = excluded.reliability, answers = excluded.answers, weighed_at = excluded.weighed_at
     where (r.reliability, r.answers) is distinct from (excluded.reliability, excluded.answers)`,
    [modelId, projectId, JSON.stringify(rows)],
  );
}
