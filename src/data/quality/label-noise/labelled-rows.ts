import { z } from 'zod';
import type { TabularDescription } from '../../../plugin/index.ts';
import { literal, quoted } from '../../samples/sql.ts';
import type { WorkDatabase } from '../../samples/work-database.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { numbersOf, placeIn } from '../sampled.ts';
import { scaleOf } from '../scale.ts';
import type { DenseSamples } from './features.ts';
import { foldOf } from './labelled-images.ts';

/** Features of a table that are looked at: the first so many. */
const MOST_FEATURES = 256;
/** Categories of a column that become a feature each. */
const MOST_CATEGORIES = 24;
/** Spreads from the median beyond which a number is not farther. */
const FARTHEST = 1e300;

/** Numbers by their distance from the median in spreads, large ones drawn in by a logarithm; whether one is missing; and categories, one feature each. */
export async function labelledRows(version: AssessedVersion, description: TabularDescription, count: number, every: number): Promise<DenseSamples> {
  const { database } = version;
  const expressions = (await features(version, description, every)).slice(0, MOST_FEATURES);
  const [positions, labels, folds, values] = [new Float64Array(count), new Int32Array(count), new Uint8Array(count), new Float32Array(count * expressions.length)];
  const query = `SELECT sample_position, ${placeIn('label', description.classes)} AS class, ${foldOf} AS fold, ${expressions.map((sql, index) => `${sql} AS f${index}`).join(', ')}
    FROM samples WHERE label IS NOT NULL AND sample_position % ${every} = 0`;
  let filled = 0;
  for await (const chunk of database.stream(query)) {
    const at = numbersOf(chunk, 0);
    positions.set(at, filled);
    labels.set(numbersOf(chunk, 1), filled);
    folds.set(numbersOf(chunk, 2), filled);
    expressions.forEach((_, feature) => numbersOf(chunk, feature + 3).forEach((value, index) => (values[(filled + index) * expressions.length + feature] = value)));
    filled += at.length;
  }
  return { count: filled, positions, labels, folds, features: expressions.length, values };
}

async function features({ database, content }: AssessedVersion, { columns }: TabularDescription, every: number): Promise<string[]> {
  const found: string[] = [];
  for (const [index, { type }] of columns.entries()) {
    if (found.length >= MOST_FEATURES) break;
    const name = quoted(content[index] ?? '');
    const sampled = `FROM samples WHERE sample_position % ${every} = 0`;
    if (type === 'CATEGORY') {
      const top = await database.all(`SELECT ${name} AS value ${sampled} AND ${name} IS NOT NULL GROUP BY ${name} ORDER BY count(*) DESC, ${name} LIMIT ${MOST_CATEGORIES}`, z.object({ value: z.string() }));
      found.push(...top.map(({ value }) => `coalesce(${name} = ${literal(value)}, false)::INTEGER`));
    } else {
      const { median, low, high, greatest, missing } = await database.one(
        `SELECT coalesce(median(${name}), 0) AS median, coalesce(quantile_cont(${name}, 0.25), 0) AS low, coalesce(quantile_cont(${name}, 0.75), 0) AS high, coalesce(max(abs(${name})), 0) AS greatest, count(*) > count(${name}) AS missing ${sampled}`,
        z.object({ median: z.number(), low: z.number(), high: z.number(), greatest: z.number(), missing: z.boolean() }));
      // Halves, since the distance of two doubles may be none.
      const spread = high / 2 - low / 2 || (await deviation(database, `${name} / 2`, greatest / 2, sampled)) || 0.5;
      found.push(`coalesce(asinh(greatest(-${FARTHEST}, least(${FARTHEST}, (${name} / 2 - ${median / 2}) / ${spread}))), 0)::DOUBLE`);
      if (missing) found.push(`(${name} IS NULL)::INTEGER`);
    }
  }
  return found;
}

async function deviation(database: WorkDatabase, sql: string, greatest: number, from: string): Promise<number> {
  const scale = scaleOf(greatest);
  const { found } = await database.one(`SELECT coalesce(stddev_samp(${scale === 1 ? sql : `${sql} / ${scale}`}), 0) AS found ${from}`, z.object({ found: z.number() }));
  return Math.min(Number.MAX_VALUE, found * scale);
}
