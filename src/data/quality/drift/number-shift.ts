import { z } from 'zod';
import { sameCells } from '../../../domain/statistics/chi-square.ts';
import { kolmogorovSmirnov } from '../../../domain/statistics/kolmogorov-smirnov.ts';
import { type Cell, stabilityIndex } from '../../../domain/statistics/stability-index.ts';
import { rounded, shown } from '../../shown.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { percent } from '../finding.ts';
import { type Measured } from '../measures.ts';
import type { Compared, Side } from './compared.ts';
import { grownMost, type Shift } from './shift.ts';
import { drift } from './thresholds.ts';

const BINS = 10;

/** A number that both versions have. */
export interface ComparedNumber {
  readonly name: string;
  readonly sql: string;
  readonly source: Measured['source'];
}

interface Drawn {
  /** Ascending. */
  readonly values: Float64Array;
  readonly missing: number;
}

/**
 * Kolmogorov–Smirnov of the values, Pearson's test of whether they are missing, and the stability index over tenths of the values before.
 * At most 100,000 values of each version are in memory, 8 bytes each.
 */
export async function numberShift({ before, after }: Compared, number: ComparedNumber): Promise<readonly Shift[]> {
  const [one, other] = [await draw(before, number), await draw(after, number)];
  const { distance, p } = kolmogorovSmirnov(one.values, other.values);
  const edges = tenths(one.values);
  const counts = [countBins(one.values, edges), countBins(other.values, edges)] as const;
  const cells = counts[0].map((count, bin): Cell => [count, counts[1][bin] ?? 0]);
  const bin = grownMost(cells);
  const range = [edges[bin - 1] === undefined ? [] : [`${number.sql} >= ${edges[bin - 1]}`], edges[bin] === undefined ? [] : [`${number.sql} < ${edges[bin]}`]].flat();
  const middles = [middle(one.values), middle(other.values)];
  const moved: Shift = { name: number.name, share: distance, stability: stabilityIndex(cells), p, words: `"${shown(number.name)}" (median ${middles[0]} before, ${middles[1]} now`, grown: [...range, `${number.sql} IS NOT NULL`].join(' AND ') };
  return [moved, missing(number, one, other)];
}

function missing({ name, sql }: ComparedNumber, one: Drawn, other: Drawn): Shift {
  const cells: Cell[] = [[one.values.length, other.values.length], [one.missing, other.missing]];
  const shares = [one, other].map((drawn) => drawn.missing / Math.max(1, drawn.missing + drawn.values.length)) as [number, number];
  return { name, share: Math.abs(shares[1] - shares[0]), stability: stabilityIndex(cells), p: sameCells(cells), words: `missing values of "${shown(name)}" (${percent(shares[0])} before, ${percent(shares[1])} now`, grown: shares[1] > shares[0] ? `${sql} IS NULL` : `${sql} IS NOT NULL` };
}

async function draw({ version, from }: Side, { sql, source }: ComparedNumber): Promise<Drawn> {
  const drawn = from(source, drift.mostSamples);
  const { count, all } = await version.database.one(`SELECT count(${sql}) AS count, count(*) AS "all" FROM ${drawn}`, z.object({ count: wholeNumber, all: wholeNumber }));
  const values = new Float64Array(count);
  let filled = 0;
  for await (const chunk of version.database.stream(`SELECT (${sql})::DOUBLE FROM ${drawn} WHERE ${sql} IS NOT NULL`)) {
    for (const value of chunk.getColumnValues(0)) values[filled++] = Number(value);
  }
  return { values: values.sort(), missing: all - count };
}

/** Values between the tenths, each once. */
const tenths = (values: Float64Array) => [...new Set(Array.from({ length: BINS - 1 }, (_, index) => values[Math.floor(((index + 1) * values.length) / BINS)] ?? 0))];

function countBins(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of values) {
    while (bin < edges.length && value >= (edges[bin] ?? Infinity)) bin += 1;
    counts[bin]! += 1;
  }
  return counts;
}

const middle = (values: Float64Array) => rounded(values[values.length >> 1] ?? NaN, 3);
