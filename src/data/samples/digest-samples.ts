import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DatasetDescription } from '../../plugin/index.ts';
import { splitNames } from '../split-words.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** Hashes that are taken out of DuckDB at a time, as one text. */
const AT_ONCE = 65_536;

/**
 * SHA-256 (hex) of a version's content, from the view `stored`. As for images (`digest.ts`), after the line
 * `flywheel samples 2 HEAD`: for each split and each label (null first) that has samples `SPLIT COUNT LABEL`, and the
 * sorted hashes; those of a continuous text are in the order of the text. HEAD is JSON: `{"kind": …}`, with `columns` of
 * TABULAR and `continuous`.
 */
export async function digestSamples(database: WorkDatabase, description: Exclude<DatasetDescription, { kind: 'IMAGE' }>): Promise<string> {
  const head = { kind: description.kind, ...(description.kind === 'TABULAR' && { columns: description.columns }), ...(description.kind === 'TEXT' && description.continuous === true && { continuous: true }) };
  const digest = createHash('sha256').update(`flywheel samples 2 ${JSON.stringify(head)}\n`);
  const inOrder = description.kind === 'TEXT' && description.continuous === true;
  await database.run(`CREATE TABLE digested AS SELECT split, class_index AS class, hash FROM stored${inOrder ? '' : ' ORDER BY split, class_index, hash'}`);
  const parts = await database.all('SELECT split, class, count(*) AS count FROM digested GROUP BY split, class ORDER BY split, class', z.object({ split: z.number(), class: z.number(), count: wholeNumber }));
  let start = 0;
  for (const part of parts) {
    digest.update(`${splitNames[part.split]} ${part.count} ${JSON.stringify(part.class === -1 ? null : description.classes[part.class])}\n`);
    const end = start + part.count;
    for (; start < end; start += AT_ONCE) {
      const { hashes } = await database.one(`SELECT string_agg(hex(hash), '' ORDER BY rowid) AS hashes FROM digested WHERE rowid >= ${start} AND rowid < ${Math.min(end, start + AT_ONCE)}`, z.object({ hashes: z.string() }));
      digest.update(Buffer.from(hashes, 'hex'));
    }
    start = end;
  }
  await database.run('DROP TABLE digested');
  return digest.digest('hex');
}
