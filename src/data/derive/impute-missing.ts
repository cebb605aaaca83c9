import { z } from 'zod';
import type { VersionChange } from '../../domain/version-change.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import { type Gap, gapsOf, lacksAny } from '../version/gaps.ts';
import type { OpenedVersion } from '../version/open-version.ts';

const MOST_NAMED = 5;

/**
 * IMPUTE_MISSING: numbers become the median of TRAIN, categories its most frequent value (the first by name among equals), so that
 * nothing of VALIDATION and TEST is used. A column without any value in TRAIN stays as it is. Labels are never made up.
 *
 * @param concerned  in SQL, the samples
 */
export async function imputeMissing(version: OpenedVersion, concerned: string): Promise<VersionChange> {
  const { database, description } = version;
  if (description.kind !== 'TABULAR') return { kind: 'IMPUTE_MISSING', count: 0, message: 'Only tables have values that can be imputed.' };
  const gaps = await gapsOf(version, 'edited', concerned);
  const imputable = gaps.filter((gap) => gap.imputable);
  const { count } = await database.one(`SELECT count(*) AS count FROM edited WHERE ${lacksAny(imputable)} AND ${concerned}`, z.object({ count: wholeNumber }));
  const filled: string[] = [];
  for (const { name, type, column } of imputable) {
    const value = await valueFor(version, type, column);
    await database.run(`UPDATE edited SET ${column} = ${type === 'NUMBER' ? `CAST(${literal(value)} AS DOUBLE)` : literal(value)}, hash = NULL WHERE ${column} IS NULL AND ${concerned}`);
    filled.push(`"${shown(name)}" by ${shown(value)}`);
  }
  const what = count === 0 ? 'No missing value was filled in.' : `Missing values of ${plural(count, 'sample')} were filled in: ${listed(filled)} (medians and most frequent values of TRAIN).`;
  return { kind: 'IMPUTE_MISSING', count, message: `${what}${leftAlone(gaps.filter((gap) => !gap.imputable))}` };
}

async function valueFor({ database }: OpenedVersion, type: Gap['type'], column: string): Promise<string> {
  const value = type === 'NUMBER' ? `(SELECT median(${column}) FROM edited WHERE split = 'TRAIN')` : `(SELECT ${column} FROM edited WHERE split = 'TRAIN' AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT 1)`;
  return (await database.one(`SELECT CAST(${value} AS VARCHAR) AS value`, z.object({ value: z.string() }))).value;
}

function leftAlone(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return '';
  return ` ${listed(gaps.map(({ name }) => `"${shown(name)}"`))} ${gaps.length === 1 ? 'has no value in TRAIN and stays as it is' : 'have no value in TRAIN and stay as they are'}.`;
}

const listed = (names: readonly string[]) => names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? `, and ${plural(names.length - MOST_NAMED, 'more column')}` : '');
