import type { ColumnProfile } from '../../domain/column-profile.ts';
import { quoted } from '../samples/sql.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { AssessedVersion } from './assessed-version.ts';
import { imageMeasures } from './image-measures.ts';
import { type ProfiledNumbers, profileNumbers } from './profiles/profile-numbers.ts';
import { profileValues } from './profiles/profile-values.ts';
import { profileName } from './profiles/profile-file.ts';
import { everyNth } from './sampled.ts';

export { profileName };

/** Beyond, different values and quantiles are estimated. */
const MOST_EXACT = 200_000;

/** What each column holds; the label, where there are classes, comes last. One pass for every twenty columns of numbers, and one or two for each column. */
export async function profileColumns(version: AssessedVersion): Promise<ColumnProfile[]> {
  const { database, description: { counts, classes } } = version;
  const total = counts.TRAIN + counts.VALIDATION + counts.TEST;
  const columns = await columnsOf(version);
  if (classes.length > 0) columns.push({ name: 'label', type: 'LABEL', source: 'samples', sql: 'label' });
  const every = everyNth(total, MOST_EXACT);
  const numeric = columns.filter(isNumeric);
  const numbers = numeric.length === 0 ? [] : await profileNumbers(database, numeric[0]?.source ?? 'samples', numeric.map(({ sql }) => sql), every);
  const profiles: ColumnProfile[] = [];
  for (const column of columns) {
    version.signal.throwIfAborted();
    const found = numbers[numeric.indexOf(column)];
    profiles.push(found ? numberProfile(column, found, total, every > 1) : await valueProfile(version, column, total));
  }
  return profiles;
}

/** Keeps what each column holds beside a version. */
export async function writeProfile(store: BlobStore, prefix: string, version: AssessedVersion): Promise<void> {
  await store.write(`${prefix}/${profileName}`, Buffer.from(JSON.stringify(await profileColumns(version))));
}

interface Profiled {
  readonly name: string;
  readonly type: ColumnProfile['type'];
  readonly source: string;
  readonly sql: string;
}

const isNumeric = ({ type }: Profiled) => type !== 'CATEGORY' && type !== 'LABEL';

function numberProfile({ name, type }: Profiled, { count, distinct, numbers }: ProfiledNumbers, total: number, approximate: boolean): ColumnProfile {
  return { name, type, count, missing: total - count, distinct: type === 'NUMBER' ? distinct : null, approximate, numbers, values: [] };
}

async function valueProfile({ database }: AssessedVersion, { name, type, sql }: Profiled, total: number): Promise<ColumnProfile> {
  const { count, distinct, values } = await profileValues(database, sql);
  return { name, type, count, missing: total - count, distinct, approximate: false, numbers: null, values };
}

async function columnsOf(version: AssessedVersion): Promise<Profiled[]> {
  const { description, content, images, signal } = version;
  const one = (name: string, type: ColumnProfile['type'], sql: string): Profiled => ({ name, type, source: 'samples', sql });
  const text = (name: string) => one(name, 'TEXT', `length(${quoted(name)})::DOUBLE`);
  switch (description.kind) {
    case 'TABULAR':
      return description.columns.map(({ name, type }, index) => one(name, type, quoted(content[index] ?? '')));
    case 'TEXT':
      return [text('text')];
    case 'TEXT_PAIR':
      return [text('source'), text('target')];
    case 'INTERACTION':
      return [one('user', 'CATEGORY', '"user"'), one('item', 'CATEGORY', 'item'), one('value', 'NUMBER', 'value'), one('time', 'NUMBER', '"time"')];
    case 'IMAGE':
      if (images === undefined) return [];
      await imageMeasures(version, images, signal);
      return ['brightness', 'contrast'].map((name) => ({ name, type: 'IMAGE', source: 'image_measures', sql: name }));
  }
}
