import { z } from 'zod';
import type { HistogramBin, NumberProfile } from '../../../domain/column-profile.ts';
import { isWide } from '../../samples/wide-tables.ts';
import type { WorkDatabase } from '../../samples/work-database.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { isPlain, scaleOf } from '../scale.ts';

const BINS = 30;
const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

export interface ProfiledNumbers {
  readonly count: number;
  readonly distinct: number;
  readonly numbers: NumberProfile | null;
}

/** Columns that are looked at in one statement. */
const AT_ONCE = 20;

const row = z.object({
  count: wholeNumber, distinct: wholeNumber, minimum: z.number().nullable(), maximum: z.number().nullable(), mean: z.number().nullable(), deviation: z.number().nullable(),
  whole: z.boolean().nullable(), quantiles: z.array(z.number()).nullable(),
});
type Summary = z.infer<typeof row>;

/**
 * One pass over expressions of doubles, and one more for each, two where numbers are too large or too small to be squared; beyond one sample in `every` 1, different values are estimated (HyperLogLog,
 * 2 % off) and quantiles taken of one sample in so many.
 */
export async function profileNumbers(database: WorkDatabase, source: string, columns: readonly string[], every: number): Promise<ProfiledNumbers[]> {
  const profiled: ProfiledNumbers[] = [];
  for (let first = 0; first < columns.length; first += AT_ONCE) {
    const looked = columns.slice(first, first + AT_ONCE);
    const from = isWide(columns.length) ? await apart(database, source, looked) : { source, columns: looked };
    const found = await database.one(`SELECT ${from.columns.map((sql, index) => `${summaryOf(sql, every)} AS c${index}`).join(', ')} FROM ${from.source}`, z.record(z.string(), row));
    for (const [index, sql] of from.columns.entries()) profiled.push(await profileOf(database, from.source, sql, found[`c${index}`]));
  }
  return profiled;
}

/** Some columns of a wide table by themselves: a statement plans all columns that it could ask for, which takes 20 ms where they are 2,000. */
async function apart(database: WorkDatabase, source: string, columns: readonly string[]): Promise<{ source: string; columns: string[] }> {
  const named = columns.map((_, index) => `c${index}`);
  await database.run(`CREATE OR REPLACE TABLE profiled AS SELECT sample_position, ${columns.map((sql, index) => `${sql} AS ${named[index]}`).join(', ')} FROM ${source}`);
  return { source: 'profiled', columns: named };
}

const summaryOf = (sql: string, every: number) => `{
  count: count(${sql}), "distinct": ${every === 1 ? `count(DISTINCT ${sql})` : `approx_count_distinct(${sql})`}, minimum: min(${sql})::DOUBLE, maximum: max(${sql})::DOUBLE,
  mean: avg(${sql}) FILTER (${isPlain(sql)})::DOUBLE, deviation: stddev_pop(${sql}) FILTER (${isPlain(sql)})::DOUBLE, whole: bool_and(${sql} = round(${sql})),
  quantiles: quantile_cont(${sql}::DOUBLE, [${SHARES.join(', ')}])${every === 1 ? '' : ` FILTER (sample_position % ${every} = 0)`} }`;

async function profileOf(database: WorkDatabase, source: string, sql: string, found: Summary | undefined): Promise<ProfiledNumbers> {
  if (found === undefined) throw new Error(`No profile: ${sql}`);
  const { count, distinct, minimum, maximum, quantiles } = found;
  if (count === 0 || minimum === null || maximum === null || quantiles === null) return { count, distinct, numbers: null };
  const { mean, deviation } = await momentsOf(database, source, sql, { ...found, minimum, maximum });
  const edges = edgesOf(minimum, maximum, quantiles[0] ?? minimum, quantiles.at(-1) ?? maximum, found.whole === true && distinct <= BINS && maximum - minimum < BINS);
  const histogram = await countBins(database, source, sql, edges);
  return { count, distinct, numbers: { minimum, maximum, mean, standardDeviation: deviation, quantiles: SHARES.map((share, index) => ({ share, value: quantiles[index] ?? mean })), histogram } };
}

const moments = z.object({ mean: z.number(), deviation: z.number() });

async function momentsOf(database: WorkDatabase, source: string, sql: string, { minimum, maximum, mean, deviation }: Summary & { readonly minimum: number; readonly maximum: number }): Promise<z.infer<typeof moments>> {
  const scale = scaleOf(Math.max(Math.abs(minimum), Math.abs(maximum)));
  if (scale === 1) return { mean: mean ?? 0, deviation: deviation ?? 0 };
  const scaled = await database.one(`SELECT avg(${sql} / ${scale}) AS mean, stddev_pop(${sql} / ${scale}) AS deviation FROM ${source}`, moments);
  // Neither is beyond the greatest magnitude but by a rounding, which of the greatest doubles is Infinity.
  return { mean: Math.max(minimum, Math.min(maximum, scaled.mean * scale)), deviation: Math.min(scale, scaled.deviation * scale) };
}

/** One bin for each whole number where they are few; else equally wide ones between 1 % and 99 %. */
function edgesOf(minimum: number, maximum: number, low: number, high: number, eachWhole: boolean): number[] {
  if (eachWhole) return Array.from({ length: maximum - minimum + 2 }, (_, index) => minimum + index);
  if (high <= low) return minimum === maximum ? [minimum, maximum] : [...new Set([minimum, low, high, maximum])].sort((a, b) => a - b);
  const inner = Array.from({ length: BINS - 1 }, (_, index) => between(low, high, index, BINS - 2));
  return [...new Set([minimum, ...inner, maximum])].sort((a, b) => a - b);
}

/** `low` at 0, `high` at `most`. */
function between(low: number, high: number, index: number, most: number): number {
  const way = (high - low) * index;
  return Number.isFinite(way) ? low + way / most : low * (1 - index / most) + high * (index / most);
}

async function countBins(database: WorkDatabase, source: string, sql: string, edges: readonly number[]): Promise<HistogramBin[]> {
  const inner = edges.slice(1, -1);
  // The bin of a value is how many of the inner edges it reaches.
  const counts = await database.all(`SELECT ${binOf(sql, inner, 0)} AS bin, count(*) AS count FROM ${source} WHERE ${sql} IS NOT NULL GROUP BY bin`, z.object({ bin: wholeNumber, count: wholeNumber }));
  const byBin = new Map(counts.map((one) => [one.bin, one.count]));
  return Array.from({ length: Math.max(1, edges.length - 1) }, (_, index) => ({ from: edges[index] ?? 0, to: edges[index + 1] ?? edges[index] ?? 0, count: byBin.get(index) ?? 0 }));
}

/** By halves: five comparisons a value instead of fifteen. */
function binOf(sql: string, edges: readonly number[], below: number): string {
  if (edges.length === 0) return String(below);
  const half = edges.length >> 1;
  return `CASE WHEN ${sql} < ${edges[half]} THEN ${binOf(sql, edges.slice(0, half), below)} ELSE ${binOf(sql, edges.slice(half + 1), below + half + 1)} END`;
}
