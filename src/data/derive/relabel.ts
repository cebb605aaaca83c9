import { z } from 'zod';
import type { NewLabel } from '../../domain/dataset-versions/new-labels.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import { ImportFault } from '../import-fault.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';
import { counted, plural, shown } from '../shown.ts';
import { deriveVersion, type DeriveOptions } from './derive-version.ts';

/** Kinds of change that the list of changes names; of others how many. */
const MOST_NAMED = 5;
const MOST_CLASSES_NAMED = 5;

/** Makes a version of another one in which some samples have other labels. Their content, splits and origins stay. */
export function relabelVersion(options: Omit<DeriveOptions, 'reads'>, labels: readonly NewLabel[]) {
  return deriveVersion({ ...options, reads: [] }, async ({ database }, leftOut) => {
    await load(database, labels);
    const change = await told(database);
    await database.run('UPDATE edited SET label = relabels.label FROM relabels WHERE edited.sample_position = relabels.sample_position');
    await database.run('DROP TABLE relabels');
    return { changes: [change], leftOut };
  });
}

/** Makes the table `relabels`. */
async function load(database: WorkDatabase, labels: readonly NewLabel[]): Promise<void> {
  await database.run('CREATE TABLE relabels (sample_position BIGINT, label VARCHAR)');
  const appender = await database.append('relabels');
  for (const { position, label } of labels) {
    appender.appendBigInt(BigInt(position));
    if (label === null) appender.appendNull();
    else appender.appendVarchar(label);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}

const step = z.object({ old: z.string().nullable(), now: z.string().nullable(), count: wholeNumber });

async function told(database: WorkDatabase): Promise<VersionChange> {
  const steps = await database.all(
    `SELECT edited.label AS old, relabels.label AS now, count(*) AS count FROM edited JOIN relabels USING (sample_position)
     WHERE edited.label IS DISTINCT FROM relabels.label GROUP BY ALL ORDER BY count DESC, old NULLS LAST, now NULLS LAST`,
    step,
  );
  const count = steps.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) throw new ImportFault('Nothing to relabel: every sample that was named has the given label already.');
  const fresh = await database.all('SELECT DISTINCT label FROM relabels WHERE label IS NOT NULL AND label NOT IN (SELECT label FROM edited WHERE label IS NOT NULL) ORDER BY label', z.object({ label: z.string() }));
  const others = steps.slice(MOST_NAMED).reduce((sum, one) => sum + one.count, 0);
  const named = steps.slice(0, MOST_NAMED).map(({ old, now, count: samples }) => `${counted(samples)} from ${nameOf(old)} to ${nameOf(now)}`);
  const classes = fresh.slice(0, MOST_CLASSES_NAMED).map(({ label }) => shown(label)).join(', ');
  const sentences = [
    `${plural(count, 'sample')} ${count === 1 ? 'was' : 'were'} relabelled: ${[...named, ...(others > 0 ? [`${counted(others)} otherwise`] : [])].join(', ')}.`,
    ...(fresh.length > 0 ? [`New ${fresh.length === 1 ? 'class' : 'classes'}: ${classes}${fresh.length > MOST_CLASSES_NAMED ? `, and ${fresh.length - MOST_CLASSES_NAMED} more` : ''}.`] : []),
  ];
  return { kind: 'RELABEL', count, message: sentences.join(' ') };
}

const nameOf = (label: string | null) => (label === null ? 'no label' : shown(label));
