import { z } from 'zod';
import type { TableColumn } from '../../plugin/index.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import { ownColumns } from '../version/sample-columns.ts';
import type { ColumnChoice } from './choose-columns.ts';
import type { Commas } from './comma-numbers.ts';
import { emptyOrIndex } from './index-columns.ts';
import { numberColumns } from './number-columns.ts';
import { type Plan, rolesOf } from './plan.ts';
import { roleWords } from './role-words.ts';
import type { Column } from './rows.ts';
import { cleanedRows, expectedNumber, nameOf, noNumber, numberOf, valueOf } from './values.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** More values than this make the last column no label, where nobody says that it is one. */
const MOST_GUESSED_CLASSES = 50;

/** Features, and a label where there is one. */
export async function planTabular(database: WorkDatabase, choice: ColumnChoice, split: Column | undefined, missing: readonly string[], commas: Commas | undefined): Promise<Plan> {
  const subject = choice.named('subject');
  const features = choice.namedAll('features');
  features?.forEach((column) => choice.take(column));
  const label = choice.named('label') ?? choice.byWords(roleWords.label) ?? (await lastOfFewValues(database, choice, missing));
  const useless = features ? new Set<Column>() : await emptyOrIndex(database, choice.left, missing);
  const columns = (features ?? choice.left).filter((column) => column !== label && column !== subject && !useless.has(column));
  if (columns.length === 0) throw choice.fault('No column is left for the features.');
  if (columns.length > limits.columns) throw new ImportFault(`${counted(columns.length)} columns would be features; a table has ${counted(limits.columns)} at most. Leave columns out by columns.ignore, or name those to take by columns.features.`);
  const named = namedTypes(choice);
  const numbers = await numberColumns(database, columns, { named, missing, commas });
  const content = columns.map((column) => (numbers.has(column) ? numberOf({ ...column, type: 'NUMBER' }) : valueOf(column)));
  const names = storedNames(columns.map(({ name }) => name));
  return {
    kind: 'TABULAR',
    from: cleanedRows(choice.columns, missing, numbers),
    content: content.map((sql, index) => ({ name: names[index]!, sql })),
    features: columns.map((column) => ({ name: column.name, type: numbers.has(column) ? 'NUMBER' : 'CATEGORY' })),
    complete: 'true',
    needed: 'features',
    label: label ? valueOf(label) : 'NULL',
    subject: subject ? nameOf(subject) : 'NULL',
    typed: columns.filter((column) => named.get(column) === 'NUMBER').map((column) => ({ role: 'numbers', column, wrong: noNumber(column, missing, numbers.get(column)), expected: expectedNumber(numbers.get(column)) })),
    roles: [...columns.map((column) => ({ role: 'FEATURE' as const, column })), ...rolesOf({ LABEL: label, SUBJECT: subject, SPLIT: split })],
    splitColumn: split,
  };
}

/** What the caller says of columns. */
function namedTypes(choice: ColumnChoice): ReadonlyMap<Column, TableColumn['type']> {
  const [numbers, categories] = [choice.namedAll('numbers') ?? [], choice.namedAll('categories') ?? []];
  const both = numbers.find((column) => categories.includes(column));
  if (both) throw choice.fault(`columns.numbers and columns.categories both name "${shown(both.name)}".`);
  return new Map([...numbers.map((column) => [column, 'NUMBER'] as const), ...categories.map((column) => [column, 'CATEGORY'] as const)]);
}

async function lastOfFewValues(database: WorkDatabase, choice: ColumnChoice, missing: readonly string[]): Promise<Column | undefined> {
  const last = choice.left.at(-1);
  if (!last || choice.left.length < 2 || choice.roles.features !== undefined) return undefined;
  const { rows, values } = await database.one(`SELECT count(*) AS rows, count(DISTINCT ${valueOf(last)}) AS values FROM ${cleanedRows([last], missing)}`, z.object({ rows: wholeNumber, values: wholeNumber }));
  const few = values >= 2 && values <= MOST_GUESSED_CLASSES && values * 10 <= rows;
  return few ? choice.take(last) : undefined;
}

/** Names that differ from each other and from the table's own columns, also without the case of letters: DuckDB asks for it. */
export function storedNames(names: readonly string[], own: readonly string[] = [...ownColumns, 'class_index']): string[] {
  const taken = new Set<string>(own);
  return names.map((name) => {
    let free = name;
    for (let number = 1; taken.has(free.toLowerCase()); number += 1) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
