import { z } from 'zod';
import type { Difference } from '../../domain/samples.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { splitNames } from '../split-words.ts';
import type { VersionTable } from './version-table.ts';

const counts = z.object({ added: wholeNumber, removed: wholeNumber, relabelled: wholeNumber, moved: wholeNumber });
const beforeAndAfter = { before: wholeNumber, after: wholeNumber };

/** 8 bytes instead of 32: two of ten million contents agree in so much once in 300,000 comparisons of versions. */
const id = 'hash(hash) AS id';

/**
 * Compares the view `samples` with `earlier` by what is in the samples (their hashes). Equal samples are counted: of content that is
 * there twice before and three times after, one is added. What both have but with other labels, or in other splits, is
 * relabelled or moved, as many as do not find an equal one.
 */
export async function diffVersions(table: VersionTable): Promise<Difference> {
  const [total] = await table.all(
    `WITH a AS (SELECT ${id}, count(*) AS n FROM samples GROUP BY id), b AS (SELECT ${id}, count(*) AS n FROM earlier GROUP BY id),
       both AS (SELECT hash, coalesce(a.n, 0) AS a, coalesce(b.n, 0) AS b FROM a FULL JOIN b USING (id)),
       same AS (SELECT sum(least(a, b)) AS n FROM both)
     SELECT sum(greatest(a - b, 0)) AS added, sum(greatest(b - a, 0)) AS removed,
       (SELECT n FROM same) - (${shared('label')}) AS relabelled, (SELECT n FROM same) - (${shared('split')}) AS moved
     FROM both`,
    counts,
  );
  const splits = await table.all(grouped('split'), z.object({ value: z.enum(splitNames), ...beforeAndAfter }));
  const classes = await table.all(grouped('label'), z.object({ value: z.string().nullable(), ...beforeAndAfter }));
  return {
    ...counts.parse(total),
    splits: splitNames.map((split) => ({ split, before: 0, after: 0, ...only(splits.find(({ value }) => value === split)) })),
    classes: classes.map(({ value, before, after }) => ({ label: value, before, after })),
  };
}

const only = (found: { before: number; after: number } | undefined) => found && { before: found.before, after: found.after };

/** How many samples have an equal one in the other version that also agrees in the column. */
const shared = (column: 'label' | 'split') =>
  `SELECT coalesce(sum(least(x.n, y.n)), 0) FROM (SELECT ${id}, ${column} AS value, count(*) AS n FROM samples GROUP BY ALL) x
   JOIN (SELECT ${id}, ${column} AS value, count(*) AS n FROM earlier GROUP BY ALL) y ON x.id = y.id AND x.value IS NOT DISTINCT FROM y.value`;

const grouped = (column: 'label' | 'split') =>
  `SELECT value, CAST(sum(before) AS BIGINT) AS before, CAST(sum("after") AS BIGINT) AS "after"
   FROM (SELECT ${column} AS value, 0 AS before, 1 AS "after" FROM samples UNION ALL SELECT ${column}, 1, 0 FROM earlier) GROUP BY value ORDER BY value NULLS FIRST`;
