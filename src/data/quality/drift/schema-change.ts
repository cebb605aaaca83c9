import type { QualityFinding } from '../../../domain/quality-report.ts';
import type { DatasetDescription } from '../../../plugin/index.ts';
import { shown } from '../../shown.ts';
import { finding } from '../finding.ts';

const MOST_NAMED = 5;

/** DRIFT of what the samples are, rather than of their values: columns and classes that only one of the two versions has, and columns of another type. */
export function schemaChange(before: DatasetDescription, after: DatasetDescription): QualityFinding[] {
  const [one, other] = [columnsOf(before), columnsOf(after)];
  const [known, found] = [new Set(before.classes), new Set(after.classes)];
  const changes: readonly (readonly [what: string, names: readonly string[]])[] = [
    ['columns that the version before has and this one lacks', [...one.keys()].filter((name) => !other.has(name))],
    ['columns that are new', [...other.keys()].filter((name) => !one.has(name))],
    ['columns of another type than before', [...other.keys()].filter((name) => one.has(name) && one.get(name) !== other.get(name))],
    ['classes that the version before has and this one lacks', before.classes.filter((name) => !found.has(name))],
    ['classes that are new', after.classes.filter((name) => !known.has(name))],
  ];
  const changed = changes.reduce((sum, [, names]) => sum + names.length, 0);
  if (changed === 0) return [];
  const all = new Set([...one.keys(), ...other.keys()]).size + new Set([...known, ...found]).size;
  const { TRAIN, VALIDATION, TEST } = after.counts;
  const message = `This version is made otherwise than the one before: ${changes.flatMap(([what, names]) => told(what, names)).join('; ')}.`;
  return [finding('DRIFT', 'WARNING', TRAIN + VALIDATION + TEST, message, changed / all)];
}

const columnsOf = (description: DatasetDescription) => new Map(description.kind === 'TABULAR' ? description.columns.map(({ name, type }) => [name, type] as const) : []);

function told(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`${what}: ${names.slice(0, MOST_NAMED).map((name) => `"${shown(name)}"`).join(', ')}${names.length > MOST_NAMED ? ', …' : ''}`];
}
