import { z } from 'zod';
import type { Column } from './rows.ts';
import { present, valueOf, cleanedRows } from './values.ts';
import type { WorkDatabase } from './work-database.ts';

/** How pandas calls an index that it has written without a name. */
const INDEX_NAME = /^(Unnamed: \d+|__index_level_\d+__)$/;

/**
 * Columns that say nothing of a row, so that no guess makes features of them: those without a name, in a table with names, that are empty
 * (lines end with a delimiter) or number the rows (an index of pandas), and those that pandas names so.
 */
export async function emptyOrIndex(database: WorkDatabase, columns: readonly Column[], missing: readonly string[]): Promise<ReadonlySet<Column>> {
  if (!columns.some(({ named }) => named)) return new Set();
  const doubtful = columns.filter(({ name, named }) => !named || INDEX_NAME.test(name));
  const found = new Set<Column>();
  for (const column of doubtful) {
    const value = `TRY_CAST(${valueOf(column)} AS BIGINT)`;
    const { filled, numbered } = await database.one(
      `SELECT coalesce(bool_or(${present(column, missing)}), false) AS filled, count(*) > 0 AND count(DISTINCT ${value}) = count(*) AS numbered FROM ${cleanedRows([column], missing)}`,
      z.object({ filled: z.boolean(), numbered: z.boolean() }),
    );
    if (!filled || numbered) found.add(column);
  }
  return found;
}
