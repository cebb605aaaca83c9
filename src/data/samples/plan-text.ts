import { z } from 'zod';
import type { ColumnChoice } from './choose-columns.ts';
import { type Plan, rolesOf } from './plan.ts';
import { roleWords } from './role-words.ts';
import type { Column, Rows } from './rows.ts';
import { quoted } from './sql.ts';
import { nameOf, textOf } from './values.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

const LOOKED_AT = 10_000;

/** Pieces of one text, in the first column, as they are. */
export const continuousText = ({ columns }: Pick<Rows, 'columns'>): Plan => ({
  kind: 'TEXT', from: 'rows', content: [{ name: 'text', sql: 'c0' }], features: [], complete: 'true', needed: 'text', label: 'NULL', subject: 'NULL', splitColumn: undefined, roles: rolesOf({ TEXT: columns[0] }),
});

/** The same of a table whose rows are pieces of one text. */
export async function planPieces(database: WorkDatabase, choice: ColumnChoice, split: Column | undefined): Promise<Plan> {
  const text = textColumn(choice) ?? choice.byWords(roleWords.text) ?? (await longest(database, choice.left));
  if (!text) throw choice.fault('No column is left for the text.');
  const piece = `CAST(${quoted(text.id)} AS VARCHAR)`;
  return { ...continuousText({ columns: [text] }), content: [{ name: 'text', sql: piece }], complete: `${quoted(text.id)} IS NOT NULL`, splitColumn: split, roles: rolesOf({ TEXT: text, SPLIT: split }) };
}

/** The one that the caller names; it is taken then. */
function textColumn(choice: ColumnChoice): Column | undefined {
  const named = choice.namedAll('features');
  if (named && named.length !== 1) throw choice.fault(`columns.features names ${named.length} columns; a TEXT dataset has one text.`);
  return named?.[0] && choice.take(named[0]);
}

/** Text, and a label where there is one. */
export async function planText(database: WorkDatabase, choice: ColumnChoice, split: Column | undefined): Promise<Plan> {
  const subject = choice.named('subject');
  let label = choice.named('label');
  const given = textColumn(choice);
  if (!label && choice.roles.features === undefined) label = choice.byWords(roleWords.label);
  const text = given ?? choice.byWords(roleWords.text) ?? (await longest(database, choice.left));
  if (!text) throw choice.fault('No column is left for the text.');
  choice.take(text);
  label ??= choice.byWords(roleWords.label) ?? (await onlyOneOfFewValues(database, choice.left));
  const content = textOf(text);
  return {
    kind: 'TEXT',
    from: 'rows',
    content: [{ name: 'text', sql: content }],
    features: [],
    complete: `${content} IS NOT NULL`,
    needed: 'text',
    label: label ? nameOf(label) : 'NULL',
    subject: subject ? nameOf(subject) : 'NULL',
    roles: rolesOf({ TEXT: text, LABEL: label, SUBJECT: subject, SPLIT: split }),
    splitColumn: split,
  };
}

/** A source text and a target text. */
export async function planTextPair(database: WorkDatabase, choice: ColumnChoice, split: Column | undefined): Promise<Plan> {
  const subject = choice.named('subject');
  const named = choice.namedAll('features');
  if (named && named.length !== 1) throw choice.fault(`columns.features names ${named.length} columns; a TEXT_PAIR dataset has one source text.`);
  const [given] = named ?? [];
  if (given) choice.take(given);
  let target = choice.named('target');
  let source = given ?? choice.byWords(roleWords.source);
  target ??= choice.byWords(roleWords.target);
  if (!source || !target) {
    const left = await textColumns(database, choice.left);
    const wanted = (source ? 0 : 1) + (target ? 0 : 1);
    if (left.length !== wanted) throw choice.fault('Which columns are source and target cannot be guessed; name them by columns.features and columns.target.');
    source ??= left.shift();
    target ??= left.shift();
  }
  if (!source || !target || source === target) throw choice.fault('Source and target must be two columns.');
  const content = [textOf(source), textOf(target)] as const;
  return {
    kind: 'TEXT_PAIR',
    from: 'rows',
    content: [{ name: 'source', sql: content[0] }, { name: 'target', sql: content[1] }],
    features: [],
    complete: content.map((text) => `${text} IS NOT NULL`).join(' AND '),
    needed: 'source or target text',
    label: 'NULL',
    subject: subject ? nameOf(subject) : 'NULL',
    roles: rolesOf({ SOURCE: source, TARGET: target, SUBJECT: subject, SPLIT: split }),
    splitColumn: split,
  };
}

async function longest(database: WorkDatabase, columns: readonly Column[]): Promise<Column | undefined> {
  const lengths = await perColumn(database, columns, (column) => `coalesce(avg(length(CAST(${column} AS VARCHAR))), 0)`);
  return columns.map((column, index) => ({ column, length: lengths[index]! })).sort((a, b) => b.length - a.length)[0]?.column;
}

/** Columns that are not all numbers. */
async function textColumns(database: WorkDatabase, columns: readonly Column[]): Promise<Column[]> {
  const texts = await perColumn(database, columns, (column) => `count(*) FILTER (TRY_CAST(${column} AS DOUBLE) IS NULL AND CAST(${column} AS VARCHAR) <> '')`);
  return columns.filter((_, index) => texts[index]! > 0);
}

/** The one column besides the text, where its values come again and again. */
async function onlyOneOfFewValues(database: WorkDatabase, columns: readonly Column[]): Promise<Column | undefined> {
  const [column, ...others] = columns;
  if (!column || others.length > 0) return undefined;
  const name = nameOf(column);
  const { rows, values } = await database.one(`SELECT count(*) AS rows, count(DISTINCT ${name}) AS values FROM rows`, z.object({ rows: wholeNumber, values: wholeNumber }));
  return values >= 2 && values <= 1000 && values * 3 <= rows ? column : undefined;
}

async function perColumn(database: WorkDatabase, columns: readonly Column[], sql: (column: string) => string): Promise<number[]> {
  if (columns.length === 0) return [];
  const select = columns.map(({ id }) => `CAST(${sql(quoted(id))} AS DOUBLE) AS ${quoted(id)}`).join(', ');
  const values = await database.one(`SELECT ${select} FROM (SELECT * FROM rows LIMIT ${LOOKED_AT})`, z.record(z.string(), z.number()));
  return columns.map(({ id }) => values[id] ?? 0);
}
