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
 * The features that samples lack, in the order of the columns; none of other kinds than tables. Two passes.
 *
 * @param table  `samples`, or `edited` while a version is derived
 * @param among  in SQL, which samples are looked at for what they lack
 */
export async function gapsOf({ database, description, content }: Pick<OpenedVersion, 'database' | 'description' | 'content'>, table: 'samples' | 'edited' = 'samples', among = 'true'): Promise<Gap[]> {
  if (description.kind !== 'TABULAR' || content.length === 0) return [];
  const counts = (of: (column: string) => string, where: string) => database.one(`SELECT ${content.map((name, index) => `${of(quoted(name))} AS c${index}`).join(', ')} FROM ${table} WHERE ${where}`, z.record(z.string(), wholeNumber));
  // Each condition stands once: written for every column, those of wide tables would be a join for each.
  const missing = await counts((column) => `count(*) FILTER (${column} IS NULL)`, among);
  const trained = await counts((column) => `count(${column})`, "split = 'TRAIN'");
  return description.columns.flatMap(({ name, type }, index) => {
    const count = missing[`c${index}`] ?? 0;
    return count === 0 ? [] : [{ name, type, column: quoted(content[index] ?? ''), count, imputable: (trained[`c${index}`] ?? 0) > 0 }];
  });
}

/** In SQL: whether a sample lacks any of them. */
export const lacksAny = (gaps: readonly Gap[]) => (gaps.length === 0 ? 'false' : `(${gaps.map(({ column }) => `${column} IS NULL`).join(' OR ')})`);
