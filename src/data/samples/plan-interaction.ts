import type { ColumnChoice } from './choose-columns.ts';
import { identityOf, type Plan } from './plan.ts';
import { roleWords } from './role-words.ts';
import { quoted } from './sql.ts';
import { nameOf, numberOf, timeOf } from './values.ts';

/** Who chose what, how much, and when. Columns without names stand in this order. */
export function planInteraction(choice: ColumnChoice): Plan {
  const unnamed = choice.columns.every(({ name }, index) => name === `column${index + 1}`);
  // Those that are named are taken first, so that no guess takes them.
  const named = { user: choice.named('user'), item: choice.named('item'), value: choice.named('value'), time: choice.named('time') };
  const subject = choice.named('subject');
  const guess = (role: 'user' | 'item' | 'value' | 'time') => named[role] ?? choice.byWords(roleWords[role]) ?? (unnamed ? choice.byWords([`column${['user', 'item', 'value', 'time'].indexOf(role) + 1}`]) : undefined);
  const [user, item, value, time] = [guess('user'), guess('item'), guess('value'), guess('time')];
  if (!user || !item) throw choice.fault(`Which column is the ${user ? 'item' : 'user'} cannot be guessed; name it by columns.${user ? 'item' : 'user'}.`);
  const content = [
    { name: 'user', sql: nameOf(user) },
    { name: 'item', sql: nameOf(item) },
    { name: 'value', sql: value ? numberOf(value) : 'CAST(NULL AS DOUBLE)' },
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
    splitColumn: undefined,
    identity: identityOf(content.map(({ name }) => `CAST(${quoted(name)} AS VARCHAR)`)),
  };
}
