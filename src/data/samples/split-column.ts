import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { splitNames, splitOfWord } from '../split-words.ts';
import type { ColumnChoice } from './choose-columns.ts';
import type { Plan } from './plan.ts';
import { roleWords } from './role-words.ts';
import { type Column, placeOf, type Rows } from './rows.ts';
import { requireAllOrNone } from './split-of-file.ts';
import { literal } from './sql.ts';
import { nameOf } from './values.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

const MOST_WORDS = 20;

/** The column that tells splits: the one named, or one called `split` where all of its values do. It is taken then. */
export async function chooseSplitColumn(database: WorkDatabase, choice: ColumnChoice): Promise<Column | undefined> {
  const named = choice.named('split');
  if (named) return named;
  const called = choice.left.find(({ name }) => (roleWords.split as readonly string[]).includes(name.toLowerCase()));
  if (!called) return undefined;
  const values = await wordsOf(database, called);
  return values.length > 0 && values.every(({ word }) => word !== null && splitOfWord(word) !== undefined) ? choice.take(called) : undefined;
}

/** The split of a row as an index, or null, in SQL over `rows`. A fault where the column tells none for some rows. */
export async function splitSql(database: WorkDatabase, rows: Rows, { kind, splitColumn }: Plan): Promise<string> {
  // Interactions are split by time, whatever the files are called.
  if (kind === 'INTERACTION') return 'split';
  if (!splitColumn) {
    requireAllOrNone(rows.sources, rows.fileSplits);
    const named = rows.fileSplits.flatMap((split, file) => (split === undefined ? [] : [`WHEN ${file} THEN ${splitNames.indexOf(split)}`]));
    return named.length === 0 ? 'split' : `coalesce(split, CASE file ${named.join(' ')} END)`;
  }
  const column: Column = { ...splitColumn, type: 'TEXT', named: true };
  const words = await wordsOf(database, column);
  const odd = words.find(({ word }) => word === null || splitOfWord(word) === undefined);
  if (odd) {
    const what = odd.word === null ? 'is empty' : `is "${shown(odd.word)}"`;
    throw new ImportFault(`${await placeOf(rows, odd.file, odd.row)}, column "${shown(splitColumn.name)}" ${what}; train, validation or test is needed in every row.`);
  }
  return `CASE ${nameOf(column)} ${words.map(({ word }) => `WHEN ${literal(word!)} THEN ${splitNames.indexOf(splitOfWord(word!)!)}`).join(' ')} END`;
}

const wordRow = z.object({ word: z.string().nullable(), file: z.number(), row: wholeNumber });

function wordsOf(database: WorkDatabase, column: Column): Promise<z.infer<typeof wordRow>[]> {
  return database.all(`SELECT ${nameOf(column)} AS word, min_by(file, file * 1e12 + row) AS file, min_by(row, file * 1e12 + row) AS row FROM rows GROUP BY word LIMIT ${MOST_WORDS}`, wordRow);
}
