import { z } from 'zod';
import type { ValueCount } from '../../../domain/column-profile.ts';
import type { WorkDatabase } from '../../samples/work-database.ts';
import { wholeNumber } from '../../samples/work-database.ts';

const TOP = 20;
/** Characters of a value that are shown. */
const SHOWN = 200;

export interface ProfiledValues {
  readonly count: number;
  readonly distinct: number;
  readonly values: readonly ValueCount[];
}

/** One pass over a column of names; memory for each different one. */
export async function profileValues(database: WorkDatabase, column: string): Promise<ProfiledValues> {
  const top = await database.all(
    `SELECT left(value, ${SHOWN}) AS value, n AS count, sum(n) OVER () AS "all", count(*) OVER () AS "distinct" FROM (SELECT ${column}::VARCHAR AS value, count(*) AS n FROM samples WHERE ${column} IS NOT NULL GROUP BY 1) ORDER BY n DESC, value LIMIT ${TOP}`,
    z.object({ value: z.string(), count: wholeNumber, all: wholeNumber, distinct: wholeNumber }),
  );
  return { count: top[0]?.all ?? 0, distinct: top[0]?.distinct ?? 0, values: top.map(({ value, count }) => ({ value, count })) };
}
