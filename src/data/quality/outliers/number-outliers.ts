import { z } from 'zod';
import type { WorkDatabase } from '../../samples/work-database.ts';
import { literal } from '../../samples/sql.ts';
import { rounded, shown } from '../../shown.ts';
import type { Measure, Measured } from '../measures.ts';
import { tailLimit } from './tail-limit.ts';
import { outliers } from './thresholds.ts';

/** Columns that are looked at in one statement. */
const AT_ONCE = 40;
/** Of limits, in messages. */
const DIGITS = 4;
/** What a value is at least taken for where ratios count: half of the smallest that there is. */
const ratioOf = (sql: string, least: number) => `ln(greatest(${sql}, ${least}))`;

interface Limits {
  readonly measure: Measure;
  readonly middle: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Puts values far outside their column into the table `outliers`: `sample_position`, `score` (distance ÷ limit), `detail`. Twice through the columns. */
export async function numberOutliers(database: WorkDatabase, { source, measures }: Measured, every: number): Promise<void> {
  for (let first = 0; first < measures.length; first += AT_ONCE) {
    const looked = measures.slice(first, first + AT_ONCE);
    await database.run(`CREATE OR REPLACE TABLE sampled AS SELECT ${looked.map(({ sql }, index) => `${sql} AS m${index}`).join(', ')} FROM ${source} WHERE sample_position % ${every} = 0`);
    const limits = await Promise.all(looked.map((measure, index) => limitsOf(database, measure, `m${index}`, every)));
    const limited = limits.filter((one) => one.low !== undefined || one.high !== undefined);
    if (limited.length === 0) continue;
    const kept = await withoutFrequent(database, source, limited);
    if (kept.length > 0) await database.run(`INSERT INTO outliers ${kept.map((limit) => `SELECT sample_position, ${score(limit)} AS score, ${detail(limit)} AS detail FROM ${source} WHERE ${beyond(limit)}`).join(' UNION ALL ')}`);
  }
}

const beyond = ({ measure: { sql }, low, high }: Limits) => [low === undefined ? [] : [`${sql} < ${low}`], high === undefined ? [] : [`${sql} > ${high}`]].flat().join(' OR ');

/** Of halves, since the distance of two doubles may be none; and a double, since whoever reads it takes no Infinity. */
function score({ measure: { sql }, middle, low, high }: Limits): string {
  const reach = (limit: number | undefined) => (limit === undefined ? "'inf'::DOUBLE" : Math.abs(limit / 2 - middle / 2));
  return `least(${Number.MAX_VALUE}, abs(${sql} / 2 - ${middle / 2}) / greatest(1e-300, CASE WHEN ${sql} > ${middle} THEN ${reach(high)} ELSE ${reach(low)} END))`;
}

function detail({ measure: { name, sql }, middle, low, high }: Limits): string {
  const range = [low === undefined ? [] : [`below ${rounded(low, DIGITS)}`], high === undefined ? [] : [`above ${rounded(high, DIGITS)}`]].flat().join(' or ');
  return `${literal(`${shown(name)} is `)} || printf('%.6g', ${sql}) || ${literal(`; the middle is ${rounded(middle, DIGITS)}, none is expected ${range}`)}`;
}

const summary = z.record(z.string(), z.coerce.number().nullable());

/** @param sql  its column in the table `sampled`, of one sample in `every` */
async function limitsOf(database: WorkDatabase, measure: Measure, sql: string, every: number): Promise<Limits> {
  const sampled = `FROM sampled WHERE ${sql} IS NOT NULL`;
  const { count: most, value: mode, all } = (await database.all(`SELECT count(*) AS count, ${sql} AS value, sum(count(*)) OVER () AS "all" ${sampled} GROUP BY value ORDER BY count DESC, value LIMIT 1`, summary))[0] ?? {};
  // Where one value is most of a column (0, above all), the others are looked at.
  const others = (most ?? 0) > 0.5 * (all ?? 0) ? `AND ${sql} <> ${mode ?? 0}` : '';
  const least = measure.byRatio ? (await database.one(`SELECT min(${sql}) FILTER (${sql} > 0) / 2 AS least ${sampled}`, summary))['least'] ?? 1 : 0;
  const shares = outliers.tail.flatMap((share) => [share, 1 - share]);
  const quantiles = (of: string) => `quantile_cont(${of}, [0.5, 0.005, 0.995, ${shares.join(', ')}])`;
  const found = await database.one(`SELECT count(*) AS count, ${quantiles(sql)} AS plain, ${quantiles(measure.byRatio ? ratioOf(sql, least) : sql)} AS low ${sampled} ${others}`, z.object({ count: z.coerce.number(), plain: z.array(z.number()).nullable(), low: z.array(z.number()).nullable() }));
  if (found.count < outliers.leastValues || found.plain === null || found.low === null) return { measure, middle: 0, low: undefined, high: undefined };
  const total = found.count * every;
  const [up, down] = [tail(found.plain, 1, total), tail(found.low, -1, total)];
  const middle = found.plain[0]!;
  // By ratio, none is too small as long as halving it again and again is no farther than others are from each other.
  const low = down === undefined ? undefined : measure.byRatio ? Math.exp(found.low[0]! - down) : middle - down;
  return { measure, middle, low: measure.byRatio && (low ?? 0) <= least ? undefined : known(low), high: known(up === undefined ? undefined : middle + up) };
}

/** A tail that goes on as it began may reach beyond all doubles: then no value is outside. */
const known = (limit: number | undefined) => (limit !== undefined && Number.isFinite(limit) ? limit : undefined);

function tail(quantiles: readonly number[], side: 1 | -1, count: number): number | undefined {
  const [middle, lowest, highest, ...pairs] = quantiles as [number, number, number, ...number[]];
  const at = (index: number) => (side === 1 ? pairs[index * 2 + 1]! - middle : middle - pairs[index * 2]!);
  return tailLimit([at(0), at(1), at(2)], highest - lowest, count);
}

/** Leaves out columns of which so much is beyond that it belongs to them. */
async function withoutFrequent(database: WorkDatabase, source: string, limits: readonly Limits[]): Promise<Limits[]> {
  const columns = limits.map((limit, index) => `count(*) FILTER (${beyond(limit)}) AS n${index}, count(${limit.measure.sql}) AS c${index}`).join(', ');
  const counts = await database.one(`SELECT ${columns} FROM ${source}`, summary);
  return limits.filter((_, index) => (counts[`n${index}`] ?? 0) > 0 && (counts[`n${index}`] ?? 0) <= outliers.mostShare * (counts[`c${index}`] ?? 0));
}
