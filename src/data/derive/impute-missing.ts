import { z } from 'zod';
import type { VersionChange } from '../../domain/version-change.ts';
import { literal, quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import type { OpenedVersion } from '../version/open-version.ts';

const MOST_NAMED = 5;

/**
 * IMPUTE_MISSING: numbers become the median of TRAIN, categories its most frequent value (the first by name among equals), so that
 * nothing of VALIDATION and TEST is used. A column without any value in TRAIN stays as it is. Labels are never made up.
 */
export async function imputeMissing({ database, description, content }: OpenedVersion): Promise<VersionChange> {
  if (description.kind !== 'TABULAR') return { kind: 'IMPUTE_MISSING', count: 0, message: 'Only tables have values that can be imputed.' };
  const missing = content.map((name) => `${quoted(name)} IS NULL`).join(' OR ');
  const { count } = await database.one(`SELECT count(*) AS count FROM edited WHERE ${missing}`, z.object({ count: wholeNumber }));
  const filled: string[] = [];
  for (const [index, name] of content.entries()) {
    const column = quoted(name);
    if (!(await database.has(`SELECT 1 FROM edited WHERE ${column} IS NULL`))) continue;
    const isNumber = description.columns[index]?.type === 'NUMBER';
    const value = isNumber ? `(SELECT median(${column}) FROM edited WHERE split = 'TRAIN')` : `(SELECT ${column} FROM edited WHERE split = 'TRAIN' AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT 1)`;
    const { shownValue } = await database.one(`SELECT CAST(${value} AS VARCHAR) AS "shownValue"`, z.object({ shownValue: z.string().nullable() }));
    if (shownValue === null) continue;
    await database.run(`UPDATE edited SET ${column} = ${isNumber ? `CAST(${literal(shownValue)} AS DOUBLE)` : literal(shownValue)}, hash = NULL WHERE ${column} IS NULL`);
    filled.push(`"${shown(name)}" by ${shown(shownValue)}`);
  }
  const names = filled.slice(0, MOST_NAMED).join(', ') + (filled.length > MOST_NAMED ? `, and ${filled.length - MOST_NAMED} more columns` : '');
  return { kind: 'IMPUTE_MISSING', count, message: `Missing values of ${plural(count, 'sample')} were filled in${names === '' ? '' : `: ${names}`} (medians and most frequent values of TRAIN).` };
}
