import { quoted } from '../../samples/sql.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { measuresOf } from '../measures.ts';
import { everyNth } from '../sampled.ts';
import type { ComparedCategory } from './category-shift.ts';
import type { Compared, Side } from './compared.ts';
import type { ComparedNumber } from './number-shift.ts';
import { drift } from './thresholds.ts';

/** What both versions have: numbers, names, and texts whose words are counted. */
export interface ComparedColumns {
  readonly numbers: readonly ComparedNumber[];
  readonly categories: readonly ComparedCategory[];
  readonly texts: readonly string[];
}

export async function comparedColumns({ before, after }: Compared): Promise<ComparedColumns> {
  const { kind } = after.version.description;
  return {
    numbers: inBoth(await numbersOf(before), await numbersOf(after)),
    categories: inBoth(categoriesOf(before.version), categoriesOf(after.version)),
    texts: kind === 'TEXT' || kind === 'TEXT_PAIR' ? after.version.content : [],
  };
}

/** Columns of one name that stand under one name in the files, too. */
const inBoth = <T extends ComparedCategory>(before: readonly T[], after: readonly T[]) => after.filter(({ name, sql }) => before.some((same) => same.name === name && same.sql === sql));

async function numbersOf({ version, total }: Side): Promise<ComparedNumber[]> {
  const { source, measures } = await measuresOf(version, version.signal, everyNth(total, drift.mostSamples));
  return measures.map(({ name, sql }) => ({ name, sql, source }));
}

function categoriesOf({ description, content }: AssessedVersion): ComparedCategory[] {
  const features = description.kind === 'TABULAR' ? description.columns.flatMap(({ name, type }, index) => (type === 'CATEGORY' ? [{ name, sql: quoted(content[index] ?? '') }] : [])) : [];
  const items = description.kind === 'INTERACTION' ? [{ name: 'item', sql: 'item' }] : [];
  const labels = description.classes.length > 0 ? [{ name: 'label', sql: 'label' }] : [];
  return [...features, ...items, ...labels];
}
