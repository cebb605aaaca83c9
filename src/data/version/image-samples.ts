import { join } from 'node:path';
import { type VersionReader } from '../layout/version-reader.ts';
import { literal } from '../samples/sql.ts';
import { WorkDatabase } from '../samples/work-database.ts';
import { splitNames } from '../split-words.ts';

/**
 * Writes what is known of each image, but for its pixels, as a table beside those of other kinds: a row per image in the
 * stored order, with the columns `place`, `label`, `split`, `subject`, `hash`, `file`, `row`, `entry`. 100,000 images take about a second.
 *
 * @param folder  for the table and for work in progress; the caller removes it
 * @param subjects  by place; null where nobody is known
 * @returns its path in the folder
 */
export async function writeImageSamples(reader: VersionReader, folder: string, signal: AbortSignal, subjects?: readonly (string | null)[]): Promise<string> {
  const path = join(folder, 'image-samples.parquet');
  const database = await WorkDatabase.open(folder, signal);
  try {
    await database.run('CREATE TABLE images (place INTEGER, label VARCHAR, split VARCHAR, subject VARCHAR, hash BLOB, file VARCHAR, "row" BIGINT, entry VARCHAR)');
    await append(database, reader, subjects);
    await database.run(`COPY images TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    return path;
  } finally {
    database.close();
  }
}

async function append(database: WorkDatabase, reader: VersionReader, subjects: readonly (string | null)[] | undefined): Promise<void> {
  const { classes } = reader.manifest;
  const [labels, orders, hashes, origins] = [await reader.labels(), await reader.orders(), await reader.hashes(32), await reader.origins()];
  const appender = await database.append('images');
  for (const split of splitNames) {
    for (const place of orders[split]) {
      const origin = origins.of(place);
      const label = classes[labels[place] ?? -1];
      appender.appendInteger(place);
      if (label === undefined) appender.appendNull();
      else appender.appendVarchar(label);
      appender.appendVarchar(split);
      const subject = subjects?.[place];
      if (subject === undefined || subject === null) appender.appendNull();
      else appender.appendVarchar(subject);
      appender.appendBlob(hashes.subarray(place * 32, (place + 1) * 32));
      appender.appendVarchar(origin.source);
      appender.appendBigInt(BigInt(origin.place + 1));
      if (origin.name === undefined) appender.appendNull();
      else appender.appendVarchar(origin.name);
      appender.endRow();
    }
  }
  appender.flushSync();
  appender.closeSync();
}
