import type { SampleFilter } from '../../domain/samples.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { literal, quoted } from '../samples/sql.ts';
import { splitNames } from '../split-words.ts';

/** A condition on the view `samples`. Splits lie one after another in the stored order, so that one is a range of positions. */
export function filterSql(filter: SampleFilter, description: DatasetDescription, content: readonly string[]): string {
  const { split, label, unlabelled, check, contains, subject } = filter;
  const conditions: string[] = [];
  if (split) conditions.push(splitRange(split, description));
  if (label != null) conditions.push(`label = ${literal(label.normalize('NFC'))}`);
  if (unlabelled != null) conditions.push(`label IS ${unlabelled ? '' : 'NOT '}NULL`);
  if (subject != null) conditions.push(`subject = ${literal(subject)}`);
  if (check) conditions.push(`sample_position IN (SELECT sample_position FROM flagged WHERE "check" = ${literal(check)})`);
  if (contains) conditions.push(containsSql(contains, description, content));
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

function splitRange(split: (typeof splitNames)[number], { counts }: DatasetDescription): string {
  const start = splitNames.slice(0, splitNames.indexOf(split)).reduce((sum, name) => sum + counts[name], 0);
  return `sample_position >= ${start} AND sample_position < ${start + counts[split]}`;
}

function containsSql(wanted: string, description: DatasetDescription, content: readonly string[]): string {
  const part = (column: string) => `contains(lower(${quoted(column)}), lower(${literal(wanted)}))`;
  const value = Number(wanted);
  const equal = (column: string) => (wanted.trim() !== '' && Number.isFinite(value) ? [`${quoted(column)} = ${value}`] : []);
  const any = (conditions: readonly string[]) => (conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`);
  switch (description.kind) {
    case 'IMAGE':
      return any([part('entry'), part('file')]);
    case 'TEXT':
    case 'TEXT_PAIR':
      return any(content.map(part));
    case 'INTERACTION':
      return any([part('user'), part('item'), ...equal('value')]);
    case 'TABULAR':
      return any(content.flatMap((name, index) => (description.columns[index]?.type === 'NUMBER' ? equal(name) : [part(name)])));
  }
}
