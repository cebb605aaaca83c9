import type { ColumnProfile } from '../../domain/column-profile.ts';
import { quoted } from '../samples/sql.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import type { AssessedVersion } from './assessed-version.ts';
import { imageMeasures } from './image-measures.ts';
import { profileNumbers } from './profiles/profile-numbers.ts';
import { profileValues } from './profiles/profile-values.ts';
import { profileName } from './profiles/profile-file.ts';
import { everyNth } from './sampled.ts';

export { profileName };

/** Beyond, different values and quantiles are estimated. */
const MOST_EXACT = 200_000;

/** What each column holds; the label, where there are classes, comes last. Two or three passes for each column. */
export async function profileColumns(version: AssessedVersion): Promise<ColumnProfile[]> {
  const { description: { counts, classes } } = version;
  const total = counts.TRAIN + counts.VALIDATION + counts.TEST;
  const profiles: ColumnProfile[] = [];
  for (const column of await columnsOf(version)) {
    version.signal.throwIfAborted();
    profiles.push(await profileColumn(version, column, total));
  }
  if (classes.length > 0) profiles.push(await profileColumn(version, { name: 'label', type: 'LABEL', source: 'samples', sql: 'label' }, total));
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

async function profileColumn({ database }: AssessedVersion, { name, type, source, sql }: Profiled, total: number): Promise<ColumnProfile> {
  if (type === 'CATEGORY' || type === 'LABEL') {
    const { count, distinct, values } = await profileValues(database, sql);
    return { name, type, count, missing: total - count, distinct, approximate: false, numbers: null, values };
  }
  const every = everyNth(total, MOST_EXACT);
  const { count, distinct, numbers } = await profileNumbers(database, source, sql, every);
  return { name, type, count, missing: total - count, distinct: type === 'NUMBER' ? distinct : null, approximate: every > 1, numbers, values: [] };
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
