import type { EntityManager } from '@mikro-orm/postgresql';
import { wilson } from '../wilson.ts';
import type { InsightsRange } from './range.ts';

/** Ratings of a day or a week, in UTC; weeks begin on Monday. */
export interface SatisfactionPeriod {
  readonly start: Date;
  readonly positive: number;
  readonly negative: number;
  /** Share of positive ratings with its 95 % interval. */
  readonly satisfaction: number;
  readonly low: number;
  readonly high: number;
}

/** Of periods that have ratings, the first one first. Reads the ratings of the range by their index. */
export async function satisfactionOver(em: EntityManager, modelId: string, { from, to, by }: InsightsRange): Promise<SatisfactionPeriod[]> {
  const rows = await em.execute<{ start: Date | string; positive: number; negative: number }[]>(
    `select date_trunc(?, given_at, 'UTC') as start, count(*) filter (where rating = 'POSITIVE')::int as positive, count(*) filter (where rating = 'NEGATIVE')::int as negative
      from counted_feedback where model_id = ? and given_at >= ? and given_at < ? and rating is not null group by 1 order by 1`,
    [by.toLowerCase(), modelId, from, to],
  );
  return rows.map(({ start, positive, negative }) => {
    const { share, low, high } = wilson(positive, positive + negative);
    return { start: new Date(start), positive, negative, satisfaction: share, low, high };
  });
}
