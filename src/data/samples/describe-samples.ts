import { z } from 'zod';
import type { DatasetDescription, SplitName, TextLengths } from '../../plugin/index.ts';
import { splitNames } from '../split-words.ts';
import type { StoredShape } from './plan.ts';
import { quoted } from './sql.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** Describes the view `stored`. */
export async function describeSamples(database: WorkDatabase, { kind, features, continuous }: StoredShape, classes: readonly string[]): Promise<Exclude<DatasetDescription, { kind: 'IMAGE' }>> {
  const counts = await countSplits(database);
  switch (kind) {
    case 'TEXT':
      return { kind: 'TEXT', classes, counts, text: await lengths(database, 'text'), ...(continuous && { continuous: true as const }) };
    case 'TEXT_PAIR':
      return { kind: 'TEXT_PAIR', classes: [], counts, source: await lengths(database, 'source'), target: await lengths(database, 'target') };
    case 'TABULAR':
      return { kind: 'TABULAR', classes, counts, columns: features };
    case 'INTERACTION':
      return { kind: 'INTERACTION', classes: [], counts, ...(await database.one('SELECT count(DISTINCT "user") AS users, count(DISTINCT item) AS items FROM stored', z.object({ users: wholeNumber, items: wholeNumber }))) };
  }
}

async function countSplits(database: WorkDatabase): Promise<Record<SplitName, number>> {
  const found = await database.all('SELECT split, count(*) AS count FROM stored GROUP BY split', z.object({ split: z.number(), count: wholeNumber }));
  const of = (name: SplitName) => found.find(({ split }) => splitNames[split] === name)?.count ?? 0;
  return { TRAIN: of('TRAIN'), VALIDATION: of('VALIDATION'), TEST: of('TEST') };
}

function lengths(database: WorkDatabase, column: string): Promise<TextLengths> {
  const length = `length(${quoted(column)})`;
  return database.one(`SELECT round(avg(${length}), 2) AS mean, max(${length}) AS longest FROM stored`, z.object({ mean: z.number(), longest: wholeNumber }));
}
