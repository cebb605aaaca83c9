import { z } from 'zod';
import { literal, quoted } from '../../samples/sql.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { shown } from '../../shown.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { outliers } from './thresholds.ts';

/** Puts categories that occur once, where nearly all others are frequent, into the table `outliers`. Two passes for each column of categories. */
export async function singleCategories({ database, description, content }: AssessedVersion): Promise<void> {
  if (description.kind !== 'TABULAR') return;
  for (const [index, { name, type }] of description.columns.entries()) {
    if (type !== 'CATEGORY') continue;
    const column = quoted(content[index] ?? '');
    const { all, frequent, single, categories } = await database.one(
      `SELECT coalesce(sum(n), 0) AS "all", coalesce(sum(n) FILTER (n >= ${outliers.frequent}), 0) AS frequent, count(*) FILTER (n >= ${outliers.frequent}) AS categories, count(*) FILTER (n = 1) AS single FROM (SELECT count(*) AS n FROM samples WHERE ${column} IS NOT NULL GROUP BY ${column})`,
      z.object({ all: wholeNumber, frequent: wholeNumber, single: wholeNumber, categories: wholeNumber }),
    );
    if (single === 0 || all < outliers.leastValues || frequent < outliers.frequentShare * all || single > outliers.mostShare * all) continue;
    const detail = `${literal(`${shown(name)} is "`)} || left(${column}, 60) || ${literal(`", which occurs once; ${categories} others occur ${outliers.frequent} times or more`)}`;
    await database.run(`INSERT INTO outliers SELECT sample_position, 1 AS score, ${detail} AS detail FROM samples WHERE ${column} IN (SELECT ${column} FROM samples WHERE ${column} IS NOT NULL GROUP BY ${column} HAVING count(*) = 1)`);
  }
}
