import { z } from 'zod';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import type { OpenedVersion } from './open-version.ts';

/** A feature of a table that some samples lack. */
export interface Gap {
  /** As people know it. */
  readonly name: string;
  readonly type: 'NUMBER' | 'CATEGORY';
  /** In SQL. */
  readonly column: string;
  /** Samples that lack it. */
  readonly count: number;
  /** Whether TRAIN has a value of it: where it has none, nothing can be imputed. */
  readonly imputable: boolean;
}

/**
 * The features that samples lack, in the order of the columns; none of other kinds than tables. One pass.
 *
 * @param table  `samples`, or `edited` while a version is derived
 * @param among  in SQL, which samples are looked at for what they lack
 */
export async function gapsOf({ database, description, content }: Pick<OpenedVersion, 'database' | 'description' | 'content'>, table: 'samples' | 'edited' = 'samples', among = 'true'): Promise<Gap[]> {
  if (description.kind !== 'TABULAR' || content.length === 0) return [];
  const counts = content.map(quoted).map((name, index) => `count(*) FILTER (${name} IS NULL AND ${among}) AS m${index}, count(${name}) FILTER (split = 'TRAIN') AS t${index}`);
  const found = await database.one(`SELECT ${counts.join(', ')} FROM ${table}`, z.record(z.string(), wholeNumber));
  return description.columns.flatMap(({ name, type }, index) => {
    const count = found[`m${index}`] ?? 0;
    return count === 0 ? [] : [{ name, type, column: quoted(content[index] ?? ''), count, imputable: (found[`t${index}`] ?? 0) > 0 }];
  });
}

/** In SQL: whether a sample lacks any of them. */
export const lacksAny = (gaps: readonly Gap[]) => (gaps.length === 0 ? 'false' : `(${gaps.map(({ column }) => `${column} IS NULL`).join(' OR ')})`);
