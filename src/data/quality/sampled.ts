import type { DuckDBDataChunk } from '@duckdb/node-api';
import { literal } from '../samples/sql.ts';

/**
 * The expression that takes one sample in so many that at most `most` of `total` are left: those whose place in the stored order is a
 * multiple. That order is by hash of the content within each split (of interactions by time), so every sample is as likely as any other.
 */
export const everyNth = (total: number, most: number) => Math.max(1, Math.ceil(total / most));

/** Numbers of a column of what a query gives; NaN where there is none. */
export const numbersOf = (chunk: DuckDBDataChunk, column: number): number[] => chunk.getColumnValues(column).map((value) => (typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : NaN));

/** A place in a list of SQL, counted from 0. */
export const placeIn = (expression: string, names: readonly string[]) => `(list_position([${names.map(literal).join(', ')}], ${expression}) - 1)`;
