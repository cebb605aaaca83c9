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
import { literal, quoted } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

export interface MadeSamples {
  readonly classes: readonly string[];
  /** Rows that were left out, because what the plan needs was missing. */
  readonly incomplete: { readonly count: number; readonly example: string | undefined };
}

/**
 * Turns the table `rows`, which is gone then, into the table `stored`: content, `label` (name or null), `class_index` (or
 * −1), `split` (index), `subject`, `hash`, `file` (index), `row`, `entry`, in the stored order.
 */
export async function makeSamples(database: WorkDatabase, rows: Rows, plan: Plan, shares: SplitShares): Promise<MadeSamples> {
  const content = plan.content.map(({ name, sql }) => `${sql} AS ${quoted(name)}`).join(', ');
  const split = await splitSql(database, rows, plan);
  const incomplete = await leftOut(database, rows, plan);
  await database.run(
    `CREATE TABLE drafts AS SELECT *, unhex(sha256(${identityOfContent(shapeOf(plan, rows.continuous))})) AS hash
     FROM (SELECT ${content}, ${plan.label} AS label, ${split} AS split, CAST(${plan.subject} AS VARCHAR) AS subject, file, row, entry FROM ${plan.from} WHERE ${plan.complete})`,
  );
  await database.run('DROP TABLE rows');
  return { classes: await orderSamples(database, shapeOf(plan, rows.continuous), shares), incomplete };
}

export const shapeOf = ({ kind, content, features }: Plan, continuous: boolean): StoredShape => ({ kind, content: content.map(({ name }) => name), features, continuous });

/**
 * Turns the table `drafts`, which is gone then, into `stored`: draws what splits are open, and sorts. `drafts` has the content,
 * `label`, `split` (index or null), `subject`, `hash`, `file` (index), `row`, `entry`. Tells the classes.
 */
export async function orderSamples(database: WorkDatabase, shape: Pick<StoredShape, 'kind' | 'continuous'>, shares: SplitShares): Promise<string[]> {
  const classes = await numberClasses(database);
  const order = await giveSplits(database, shape, shares);
  await database.run(`CREATE TABLE stored AS SELECT * FROM placed ORDER BY ${order}`);
  await database.run('DROP VIEW placed');
  await database.run('DROP VIEW samples');
  for (const table of ['drafts', 'classes', 'draws']) await database.run(`DROP TABLE IF EXISTS ${table}`);
  return classes;
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
