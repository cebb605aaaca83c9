import { z } from 'zod';
import { JACKKNIFE_GROUPS } from '../../../domain/statistics/grouped-jackknife.ts';
import { quoted } from '../../samples/sql.ts';
import { type WorkDatabase, wholeNumber } from '../../samples/work-database.ts';
import { statisticColumn } from '../predictions.ts';
import type { Dimension } from './dimensions.ts';

/** Of numbers. */
const RANGES = 5;
/** Numbers with no more values than this are parted by value. */
const FEW_VALUES = 8;
/** Values that are looked at, the most frequent first. */
const MOST_VALUES = 1_000;

/** A part of the samples, with what is summed over them. */
export interface Part {
  readonly value: string | null;
  readonly low: number | null;
  readonly high: number | null;
  /** `JACKKNIFE_GROUPS` at most, as many samples in each as can be. */
  readonly groups: readonly { readonly count: number; readonly totals: readonly number[] }[];
}

/** Parts the samples of the view `predictions` by a dimension. */
export async function partSamples(database: WorkDatabase, { query, kind }: Dimension, statistics: readonly string[]): Promise<Part[]> {
  const sums = statistics.map((name, k) => `, sum(${quoted(statisticColumn(name))}) AS s${k}`).join('');
  const grouped = (from: string) =>
    database.all(
      `SELECT slice, shown, low, high, nth % ${JACKKNIFE_GROUPS} AS fold, count(*) AS n${sums}
       FROM (SELECT *, row_number() OVER (PARTITION BY slice ORDER BY sample_position) AS nth FROM (${from})) GROUP BY ALL ORDER BY slice NULLS LAST, fold`,
      row,
    );
  const joined = `SELECT * FROM predictions JOIN (${query}) USING (sample_position)`;
  const edges = kind === 'RANGES' ? await edgesOf(database, query) : undefined;
  if (!edges) return partsOf(await grouped(byValue(joined)), statistics.length);
  const slice = edges.length === 0 ? '0' : edges.map((edge) => `CAST("value" > ${edge} AS INTEGER)`).join(' + ');
  const ranged = `SELECT *, ${slice} AS slice, NULL AS shown FROM (${joined})`;
  return partsOf(await grouped(`SELECT *, min("value") OVER (PARTITION BY slice) AS low, max("value") OVER (PARTITION BY slice) AS high FROM (${ranged})`), statistics.length);
}

const row = z.looseObject({ slice: z.union([z.string(), z.number()]).nullable(), shown: z.string().nullable(), low: z.coerce.number().nullable(), high: z.coerce.number().nullable(), n: wholeNumber });

const byValue = (joined: string) =>
  `WITH valued AS (SELECT * REPLACE (CAST("value" AS VARCHAR) AS "value") FROM (${joined})),
     frequent AS (SELECT "value" FROM valued GROUP BY "value" ORDER BY count(*) DESC, "value" LIMIT ${MOST_VALUES})
   SELECT *, "value" AS slice, "value" AS shown, CAST(NULL AS DOUBLE) AS low, CAST(NULL AS DOUBLE) AS high
   FROM valued WHERE "value" IN (SELECT "value" FROM frequent) OR ("value" IS NULL AND EXISTS (SELECT 1 FROM frequent WHERE "value" IS NULL))`;

/** Between the ranges of a column of numbers; undefined where it has few values. */
async function edgesOf(database: WorkDatabase, query: string): Promise<number[] | undefined> {
  const shares = Array.from({ length: RANGES - 1 }, (_, k) => `quantile_disc("value", ${(k + 1) / RANGES}) AS e${k}`);
  const found = await database.one(`SELECT count(DISTINCT "value") AS different, ${shares.join(', ')} FROM (${query}) SEMI JOIN predictions USING (sample_position)`, z.looseObject({ different: wholeNumber }));
  if (found.different <= FEW_VALUES) return undefined;
  const edges = shares.map((_, k) => z.coerce.number().parse(found[`e${k}`]));
  return [...new Set(edges)];
}

function partsOf(rows: readonly z.infer<typeof row>[], statistics: number): Part[] {
  const groupOf = (found: z.infer<typeof row>) => ({ count: found.n, totals: Array.from({ length: statistics }, (_, k) => z.number().parse(found[`s${k}`])) });
  return [...Map.groupBy(rows, ({ slice }) => slice).values()].map((own) => {
    const [first] = own;
    return { value: first?.shown ?? null, low: first?.low ?? null, high: first?.high ?? null, groups: own.map(groupOf) };
  });
}
