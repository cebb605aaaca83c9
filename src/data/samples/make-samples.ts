import { z } from 'zod';
import type { SplitShares } from '../../domain/dataset-import.ts';
import { classOrder } from '../class-names.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { requireTrain } from '../require-train.ts';
import { counted, shown } from '../shown.ts';
import { splitNames } from '../split-words.ts';
import { splitByPosition, splitByTime } from './orderly-splits.ts';
import { drawSplitsByHash } from './draw-splits-by-hash.ts';
import { identityOfContent, type Plan, type StoredShape } from './plan.ts';
import type { Rows } from './rows.ts';
import { splitSql } from './split-column.ts';
import { literal, quoted, trimmed } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** The samples are the view `placed`. */
export interface OrderedSamples {
  readonly classes: readonly string[];
  /** The stored order, in SQL. */
  readonly order: string;
}

export interface MadeSamples extends OrderedSamples {
  /** Rows that were left out, because what the plan needs was missing. */
  readonly incomplete: { readonly count: number; readonly example: string | undefined };
}

/**
 * Turns the table `rows`, which is gone then, into the view `placed`: content, `label` (name or null), `class_index` (or −1), `split`
 * (index), `subject`, `hash`, `file` (index), `row`, `entry`.
 *
 * @param onProgress  of hashing, the longest part, 0 to 1
 */
export async function makeSamples(database: WorkDatabase, rows: Rows, plan: Plan, shares: SplitShares, onProgress?: (done: number) => void): Promise<MadeSamples> {
  const content = plan.content.map(({ name, sql }) => `${sql} AS ${quoted(name)}`).join(', ');
  const split = await splitSql(database, rows, plan);
  const incomplete = await leftOut(database, rows, plan);
  await database.keep(
    'drafts',
    `SELECT *, unhex(sha256(${identityOfContent(shapeOf(plan, rows.continuous))})) AS hash
     FROM (SELECT ${content}, ${plan.label} AS label, ${split} AS split, nullif(${trimmed(`CAST(${plan.subject} AS VARCHAR)`)}, '') AS subject, file, row, entry FROM ${plan.from} WHERE ${plan.complete})`,
    plan.content.length,
    onProgress,
  );
  await database.run(`DROP TABLE ${rows.table ?? 'rows'}`);
  return { ...(await orderSamples(database, shapeOf(plan, rows.continuous), shares)), incomplete };
}

export const shapeOf = ({ kind, content, features }: Plan, continuous: boolean): StoredShape => ({ kind, content: content.map(({ name }) => name), features, continuous });

/**
 * Makes the view `placed` of the table `drafts`: numbers the classes, and draws what splits are open. `drafts` has the content, `label`,
 * `split` (index or null), `subject`, `hash`, `file` (index), `row`, `entry`.
 */
export async function orderSamples(database: WorkDatabase, shape: Pick<StoredShape, 'kind' | 'continuous'>, shares: SplitShares): Promise<OrderedSamples> {
  const classes = await numberClasses(database);
  return { classes, order: await giveSplits(database, shape, shares) };
}

/** Gives back the room that `orderSamples` took, but for the table `classes`. */
export async function dropDrafts(database: WorkDatabase): Promise<void> {
  for (const view of ['placed', 'samples']) await database.run(`DROP VIEW ${view}`);
  await database.drop('drafts');
  await database.run('DROP TABLE IF EXISTS draws');
}

/** Makes the view `placed` of `samples`, and tells the stored order. */
async function giveSplits(database: WorkDatabase, { kind, continuous }: Pick<StoredShape, 'kind' | 'continuous'>, shares: SplitShares): Promise<string> {
  if (kind === 'INTERACTION') {
    await splitByTime(database);
    return 'split, time NULLS FIRST, file, row';
  }
  const drawn = await drawnShares(database, shares);
  if (continuous) {
    await splitByPosition(database, drawn);
    return 'split, file, row';
  }
  await drawSplitsByHash(database, drawn);
  return 'split, hash, class_index, file, row';
}

async function leftOut(database: WorkDatabase, rows: Rows, { complete }: Plan): Promise<MadeSamples['incomplete']> {
  const found = await database.one(
    `SELECT count(*) AS total, count(*) FILTER (NOT (${complete})) AS count, min_by(file, file * 1e12 + row) FILTER (NOT (${complete})) AS file, min_by(row, file * 1e12 + row) FILTER (NOT (${complete})) AS row FROM rows`,
    z.object({ total: wholeNumber, count: wholeNumber, file: z.number().nullable(), row: wholeNumber.nullable() }),
  );
  const example = found.file === null || found.count === 0 ? undefined : `row ${counted(found.row ?? 0)} of ${shown(rows.sources[found.file] ?? '')}`;
  if (found.count === found.total) throw new ImportFault(`None of ${counted(found.total)} rows is complete. The first is ${example ?? 'unknown'}.`);
  return { count: found.count, example };
}

/** Makes the view `samples` of `drafts`, with the class index of each. */
async function numberClasses(database: WorkDatabase): Promise<string[]> {
  const names = await database.all(`SELECT DISTINCT label FROM drafts WHERE label IS NOT NULL LIMIT ${limits.classes + 1}`, z.object({ label: z.string() }));
  if (names.length > limits.classes) throw new ImportFault(`The labels have more than ${counted(limits.classes)} values. Name the column that holds classes by columns.label.`);
  const long = names.find(({ label }) => label.length > limits.classNameLength);
  if (long) throw new ImportFault(`The label "${shown(long.label)}" has more than ${limits.classNameLength} characters. Name the column that holds classes by columns.label.`);
  const classes = classOrder(names.map(({ label }) => label));
  await database.run('CREATE TABLE classes (name VARCHAR, class INTEGER)');
  if (classes.length > 0) await database.run(`INSERT INTO classes VALUES ${classes.map((name, index) => `(${literal(name)}, ${index})`).join(', ')}`);
  await database.run('CREATE VIEW samples AS SELECT drafts.*, coalesce(classes.class, -1) AS class_index FROM drafts LEFT JOIN classes ON drafts.label = classes.name');
  return classes;
}

/** The shares of the splits that the files do not name. */
async function drawnShares(database: WorkDatabase, shares: SplitShares): Promise<SplitShares> {
  const found = await database.all('SELECT DISTINCT split FROM samples', z.object({ split: z.number().nullable() }));
  const named = new Set(found.map(({ split }) => (split === null ? undefined : splitNames[split])));
  requireTrain(named);
  return { validation: named.has('VALIDATION') ? 0 : shares.validation, test: named.has('TEST') ? 0 : shares.test, seed: shares.seed };
}
