import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset, SplitName } from 'flywheel/plugin';
import { importStored } from '../stored-dataset.ts';

/** Of the training texts; held out by the hash of their place. */
const VALIDATION = 0.1;

/**
 * Texts of a folder with aclImdb.tar.gz, or with train.csv and test.csv, as the platform imports them.
 *
 * @param choosing  whether the test texts shall be left alone: validation texts stand for them
 */
export async function readLabelledTexts(folder: string, choosing: boolean): Promise<Dataset<'TEXT'>> {
  const archive = join(folder, 'aclImdb.tar.gz');
  const isArchive = await access(archive).then(() => true, () => false);
  const { dataset } = isArchive
    ? await importStored({ kind: 'TEXT', format: 'TEXT_ARCHIVE', files: [archive], split: { validation: VALIDATION, test: 0, seed: 0 } })
    : await importStored({ kind: 'TEXT', format: 'CSV', files: [join(folder, 'train.csv'), join(folder, 'test.csv')], columns: { features: ['text'], label: 'category' }, split: { validation: VALIDATION, test: 0, seed: 0 } });
  if (!choosing) return dataset;
  const counts = { ...dataset.counts, TEST: dataset.counts.VALIDATION };
  const shown = (split: SplitName): SplitName => (split === 'TEST' ? 'VALIDATION' : split);
  return { ...dataset, counts, batches: (options) => dataset.batches({ ...options, split: shown(options.split) }) };
}
