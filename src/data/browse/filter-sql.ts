import type { SampleFilter } from '../../domain/samples.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { literal, quoted } from '../samples/sql.ts';
import { splitNames } from '../split-words.ts';

/** Positions from `from` on, below `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Splits lie one after another in the stored order, so that one is a range of positions. */
export function splitRange({ split }: SampleFilter, { counts }: DatasetDescription): Range {
  if (!split) return { from: 0, to: counts.TRAIN + counts.VALIDATION + counts.TEST };
  const from = splitNames.slice(0, splitNames.indexOf(split)).reduce((sum, name) => sum + counts[name], 0);
  return { from, to: from + counts[split] };
}

/** A condition on the view `samples` for all but the split; undefined where everything passes. */
export function conditionOf({ label, unlabelled, check, contains, subject }: SampleFilter, description: DatasetDescription, content: readonly string[]): string | undefined {
  const conditions: string[] = [];
  if (label != null) conditions.push(`label = ${literal(label.normalize('NFC'))}`);
  if (unlabelled != null) conditions.push(`label IS ${unlabelled ? '' : 'NOT '}NULL`);
  if (subject != null) conditions.push(`subject = ${literal(subject)}`);
  if (check) conditions.push(`sample_position IN (SELECT sample_position FROM flagged WHERE "check" = ${literal(check)})`);
  if (contains) conditions.push(containsSql(contains, description, content));
  return conditions.length === 0 ? undefined : conditions.join(' AND ');
}

function containsSql(wanted: string, description: DatasetDescription, content: readonly string[]): string {
  // Taken literally, in any case of letters; unlike `contains(lower(…))` it copies no text, which may be long, and takes half the time.
  const part = (column: string) => `regexp_matches(${quoted(column)}, ${literal(wanted)}, 'il')`;
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
