import { z } from 'zod';
import type { ColumnChoice } from './choose-columns.ts';
import type { Commas } from './comma-numbers.ts';
import { numbersWithComma, signsOf } from './number-columns.ts';
import { type Plan, rolesOf } from './plan.ts';
import { roleWords } from './role-words.ts';
import type { Column } from './rows.ts';
import { expectedNumber, type FractionSign, nameOf, noNumber, noTime, numberOf, present, timeOf } from './values.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

/** Who chose what, how much, and when. Columns without names stand in this order. */
export async function planInteraction(database: WorkDatabase, choice: ColumnChoice, missing: readonly string[], commas: Commas | undefined): Promise<Plan> {
  const unnamed = choice.columns.every(({ name }, index) => name === `column${index + 1}`);
  // Those that are named are taken first, so that no guess takes them.
  const named = { user: choice.named('user'), item: choice.named('item'), value: choice.named('value'), time: choice.named('time') };
  const subject = choice.named('subject');
  const guess = (role: 'user' | 'item' | 'value' | 'time') => choice.byWords(roleWords[role]) ?? (unnamed ? choice.byWords([`column${['user', 'item', 'value', 'time'].indexOf(role) + 1}`]) : undefined);
  const [user, item] = [named.user ?? guess('user'), named.item ?? guess('item')];
  const likely = named.value ?? guess('value');
  const sign = await signOf(database, likely, named.value !== undefined, missing, commas);
  const value = named.value ?? (await fitting(database, likely, missing, (column) => noNumber(column, missing, sign)));
  const time = named.time ?? (await fitting(database, guess('time'), missing, (column) => noTime(column, missing)));
  if (!user || !item) throw choice.fault(`Which column is the ${user ? 'item' : 'user'} cannot be guessed; name it by columns.${user ? 'item' : 'user'}.`);
  const content = [
    { name: 'user', sql: nameOf(user) },
    { name: 'item', sql: nameOf(item) },
    { name: 'value', sql: value ? numberOf(value, sign) : 'CAST(NULL AS DOUBLE)' },
    { name: 'time', sql: time ? timeOf(time) : 'CAST(NULL AS DOUBLE)' },
  ];
  return {
    kind: 'INTERACTION',
    from: 'rows',
    content,
    features: [],
    complete: `${nameOf(user)} IS NOT NULL AND ${nameOf(item)} IS NOT NULL`,
    needed: 'user or item',
    label: 'NULL',
    subject: nameOf(subject ?? user),
    typed: [
      ...(value ? [{ role: 'value', column: value, wrong: noNumber(value, missing, sign), expected: expectedNumber(sign) }] : []),
      ...(time ? [{ role: 'time', column: time, wrong: noTime(time, missing), expected: 'a time: seconds or milliseconds since 1970, or a date as ISO 8601 writes it' }] : []),
    ],
    roles: rolesOf({ USER: user, ITEM: item, VALUE: value, TIME: time, SUBJECT: subject ?? user }),
    splitColumn: undefined,
  };
}

/** How the fractions of a column of values begin. */
async function signOf(database: WorkDatabase, column: Column | undefined, named: boolean, missing: readonly string[], commas: Commas | undefined): Promise<FractionSign | undefined> {
  if (column === undefined) return undefined;
  if (named) return (await signsOf(database, [column], missing, commas)).get(column);
  return column.type !== 'NUMBER' && (await numbersWithComma(database, [column], missing, commas)).length > 0 ? 'COMMA' : 'POINT';
}

/** A column that was only guessed: not where most of its values are of another type. */
async function fitting(database: WorkDatabase, column: Column | undefined, missing: readonly string[], wrong: (column: Column) => string): Promise<Column | undefined> {
  if (column === undefined) return undefined;
  const counts = await database.one(`SELECT count(*) FILTER (${present(column, missing)}) AS filled, count(*) FILTER (${wrong(column)}) AS odd FROM rows`, z.object({ filled: wholeNumber, odd: wholeNumber }));
  return counts.odd * 2 > counts.filled ? undefined : column;
}
