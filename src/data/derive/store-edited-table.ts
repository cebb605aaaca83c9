import { z } from 'zod';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { ImportedVersion } from '../import-options.ts';
import { orderSamples } from '../samples/make-samples.ts';
import { identityOfContent, type StoredShape } from '../samples/plan.ts';
import { literal, quoted } from '../samples/sql.ts';
import { storeSamples } from '../samples/store-samples.ts';
import type { WorkDatabase } from '../samples/work-database.ts';
import { splitNames } from '../split-words.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import type { DeriveOptions } from './derive-version.ts';

const asTheyAre = { validation: 0, test: 0, seed: 0 };

/** Stores the table `edited` of a version that has no images. */
export async function storeEditedTable({ database, description, content }: OpenedVersion, { store, target }: DeriveOptions): Promise<Omit<ImportedVersion, 'incomplete' | 'corrupt' | 'skippedFiles'>> {
  const shape = shapeOfVersion(description, content);
  const sources = await numberFiles(database);
  await database.run('DROP VIEW samples');
  // Hashed before it is joined, as a feature may have the name of a column of `files`.
  const splits = splitNames.map((split, index) => `WHEN ${literal(split)} THEN ${index}`).join(' ');
  await database.keep(
    'drafts', `
    SELECT ${content.map((name) => `hashed.${quoted(name)}`).join(', ')}, label, CAST(CASE split ${splits} ELSE 0 END AS UTINYINT) AS split, subject,
      hash, files.number AS file, "row", entry
    FROM (SELECT * REPLACE (coalesce(hash, unhex(sha256(${identityOfContent(shape)}))) AS hash) FROM edited) AS hashed JOIN files USING (file)`,
    content.length,
  );
  for (const table of ['edited', 'files']) await database.run(`DROP TABLE ${table}`);
  const ordered = await orderSamples(database, shape, asTheyAre);
  return storeSamples(database, { shape, ordered, sources, store, target, folder: await store.localFolder(`${target}/work`) });
}

function shapeOfVersion(description: DatasetDescription, content: readonly string[]): StoredShape {
  if (description.kind === 'IMAGE') throw new Error('Images are stored by storeEditedImages.');
  const { kind } = description;
  return { kind, content, features: kind === 'TABULAR' ? description.columns : [], continuous: kind === 'TEXT' && description.continuous === true };
}

/** Makes the table `files` of the names of the files that samples come from. */
async function numberFiles(database: WorkDatabase): Promise<string[]> {
  await database.run('CREATE TABLE files AS SELECT file, CAST(row_number() OVER (ORDER BY file) - 1 AS INTEGER) AS number FROM (SELECT DISTINCT file FROM edited)');
  const names = await database.all('SELECT file FROM files ORDER BY number', z.object({ file: z.string() }));
  return names.map(({ file }) => file);
}
