import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type SealedRecord, sealedRecords } from '../domain/datasets/sealed-records.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { sealedRecordsKey, uploadKey } from '../store/keys.ts';

const LINES_TOGETHER = 500;

/**
 * Writes the records of a version, which the importing process cannot ask the database for, into a file of the store (a JSON object per
 * line, as `data/derive/load-records.ts` reads it), and takes it away after `work`.
 * @param first  number of the first record
 * @param isHeld  whether no other worker can be at it by now
 */
export async function withRecordsFile<T>(em: EntityManager, store: BlobStore, version: { datasetVersionId: string; first: number }, isHeld: () => Promise<boolean>, work: (key: string) => Promise<T>): Promise<T> {
  const folder = sealedRecordsKey(version.datasetVersionId);
  const key = `${folder}/${randomUUID()}`;
  // What a worker that was lost left behind.
  await store.remove(folder);
  try {
    await store.write(key, lines(sealedRecords(em, version.datasetVersionId), version.first));
    return await work(key);
  } finally {
    if (await isHeld()) await store.remove(folder);
  }
}

async function* lines(records: AsyncIterable<SealedRecord>, first: number): AsyncGenerator<Uint8Array> {
  let number = first;
  let together: string[] = [];
  for await (const { key, content, label, split, subject, uploadId } of records) {
    together.push(JSON.stringify({ number, key, label, split, subject, ...content, ...(uploadId !== null && { image: uploadKey(uploadId) }) }));
    number += 1;
    if (together.length < LINES_TOGETHER) continue;
    yield Buffer.from(`${together.join('\n')}\n`);
    together = [];
  }
  if (together.length > 0) yield Buffer.from(`${together.join('\n')}\n`);
}
