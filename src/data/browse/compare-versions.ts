import { z } from 'zod';
import type { Difference, SampleChange } from '../../domain/samples.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import type { Ask } from './version-table.ts';

/** Samples of both versions that are compared in one pass, so that any number of them fits into memory. */
const TOGETHER = 2_000_000;

const none = z.object({});

/** 8 bytes instead of 32: two of ten million contents agree in so much once in 300,000 comparisons of versions. */
const id = 'hash(hash)';
/** Of all that a sample is; their sum per content tells, but once in 10¹⁸, whether both versions hold the same. Positive, so that sums do not overflow. */
const print = 'CAST(hash(hash, label, split) >> 4 AS BIGINT)';

/** What equal contents must agree in to be the same sample, from the best match on; and what then is different. */
const rounds: readonly { readonly by: readonly string[]; readonly changes: readonly SampleChange[] }[] = [
  { by: ['label', 'split'], changes: [] },
  { by: ['label'], changes: ['MOVED'] },
  { by: ['split'], changes: ['RELABELLED'] },
  { by: [], changes: ['RELABELLED', 'MOVED'] },
];

/**
 * Compares the view `samples` with `earlier`, and makes the table `changes` of what is different: `change`, `position` in the version
 * (null of what was REMOVED), `earlier` in the one before (null of what was ADDED). Samples are the same where their content is; of
 * content that is there twice before and three times after, one is added. A million samples take a second.
 */
export async function compareVersions(ask: Ask, samples: number): Promise<Difference> {
  await ask('CREATE TABLE changes (change VARCHAR, position UINTEGER, earlier UINTEGER)', none);
  const parts = Math.max(1, Math.ceil(samples / TOGETHER));
  for (let part = 0; part < parts; part += 1) await comparePart(ask, parts === 1 ? 'true' : `${id} % ${parts} = ${part}`);
  const counts = await ask('SELECT change, count(*) AS count FROM changes GROUP BY change', z.object({ change: z.string(), count: wholeNumber }));
  const count = (change: SampleChange) => counts.find((one) => one.change === change)?.count ?? 0;
  return { added: count('ADDED'), removed: count('REMOVED'), relabelled: count('RELABELLED'), moved: count('MOVED') };
}

async function comparePart(ask: Ask, where: string): Promise<void> {
  await ask(
    `CREATE OR REPLACE TABLE differing AS SELECT id FROM (
       SELECT ${id} AS id, ${print} AS print FROM samples WHERE ${where} UNION ALL SELECT ${id}, -${print} FROM earlier WHERE ${where}) GROUP BY id HAVING sum(print) <> 0`,
    none,
  );
  for (const [table, view] of [['here', 'samples'], ['there', 'earlier']] as const) {
    await ask(
      `CREATE OR REPLACE TABLE ${table} AS SELECT CAST(sample_position AS UINTEGER) AS position, ${id} AS id, coalesce(hash(label), 0) AS label, split FROM ${view} WHERE ${where} AND ${id} IN (SELECT id FROM differing)`,
      none,
    );
  }
  for (const { by, changes } of rounds) await match(ask, ['id', ...by], changes);
  await ask(`INSERT INTO changes SELECT 'ADDED', position, NULL FROM here UNION ALL SELECT 'REMOVED', NULL, position FROM there`, none);
}

/** Takes what agrees in the columns, one by one, from both tables. */
async function match(ask: Ask, columns: readonly string[], changes: readonly SampleChange[]): Promise<void> {
  const numbered = (table: string, other: string) => `SELECT *, row_number() OVER (PARTITION BY ${columns.join(', ')} ORDER BY position) AS number FROM ${table} WHERE id IN (SELECT id FROM ${other})`;
  await ask(`CREATE OR REPLACE TABLE pairs AS SELECT a.position, b.position AS earlier FROM (${numbered('here', 'there')}) a JOIN (${numbered('there', 'here')}) b USING (${columns.join(', ')}, number)`, none);
  for (const change of changes) await ask(`INSERT INTO changes SELECT ${literal(change)}, position, earlier FROM pairs`, none);
  await ask('DELETE FROM here WHERE position IN (SELECT position FROM pairs)', none);
  await ask('DELETE FROM there WHERE position IN (SELECT earlier FROM pairs)', none);
}
