import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Upload } from '../entities/upload.ts';
import { Fault, Faults } from '../fault.ts';
import { findOwn } from '../find-own.ts';
import { refuseErased } from '../privacy/erased-subjects.ts';
import { checkRecords, type RecordRules } from './check-records.ts';
import type { CheckedRecord, RecordInput, RecordOrigin } from './record-content.ts';

/** One statement each, so a call stays short. */
export const MAX_RECORDS = 1000;
const MAX_IMAGE_BYTES = 32 * 2 ** 20;

export interface NewRecord extends RecordInput {
  readonly origin?: RecordOrigin | undefined;
}

export interface AddedRecords {
  /** Stored by this call. */
  readonly accepted: number;
  /** Known already, with the same content. */
  readonly repeated: number;
}

/**
 * Adds records to a dataset's open version, in the caller's transaction: all or none. A key that is known with the same content is
 * counted as repeated, also where the record has been sealed; but one that a seal left out gives way to what is appended under its key.
 * @throws Faults INVALID_INPUT or NOT_FOUND, with paths ["records", i, field]; CONFLICT of keys that are known with other content.
 */
export async function addRecords(tx: EntityManager, dataset: Dataset, records: readonly NewRecord[], newClasses = false): Promise<AddedRecords> {
  if (records.length < 1 || records.length > MAX_RECORDS) throw new Fault('INVALID_INPUT', `records must hold 1 to ${MAX_RECORDS} records, not ${records.length}.`, ['records']);
  const checked = checkRecords(records, { ...(await recordRules(tx, dataset)), newClasses });
  await refuseErased(tx, dataset.project.id, checked.map(({ subject }, index) => ({ subject, path: ['records', String(index), 'subject'] })));
  const images = await imageHashes(tx, dataset, checked);
  const rows = new Map<string, Row>();
  checked.forEach((record, index) => {
    const row = { ...record, id: v7(), index, hash: contentHash(record, images), origin: records[index]?.origin ?? null };
    const known = rows.get(row.key);
    if (known && known.hash !== row.hash) throw conflict(row.key, index, 'this call');
    if (!known) rows.set(row.key, row);
  });
  const accepted = await insert(tx, dataset, rows);
  return { accepted, repeated: records.length - accepted };
}

/** What records of a dataset have to be like, by its newest READY version. @throws Fault where that has no samples to add to */
export async function recordRules(tx: EntityManager, dataset: Dataset): Promise<Omit<RecordRules, 'newClasses'>> {
  const newest = await tx.findOne(DatasetVersion, { dataset: dataset.id, status: 'READY' }, { orderBy: { number: 'desc' }, fields: ['description'] });
  const description = newest?.description ?? null;
  if (description?.kind === 'TEXT' && description.continuous) {
    throw new Fault('INVALID_STATE', 'The newest version of this dataset is one continuous text, which has no samples to add to. Append to a dataset of its own.', ['datasetId']);
  }
  return { kind: dataset.kind, description };
}

interface Row extends CheckedRecord {
  readonly id: string;
  readonly index: number;
  /** Hex. */
  readonly hash: string;
  readonly origin: RecordOrigin | null;
}

/** SHA-256 of the bytes of each image, so that a picture that was uploaded anew is the same record. */
async function imageHashes(tx: EntityManager, dataset: Dataset, records: readonly CheckedRecord[]): Promise<ReadonlyMap<string, string>> {
  const ids = records.flatMap(({ uploadId }) => uploadId ?? []);
  if (ids.length === 0) return new Map();
  const faults: Fault[] = [];
  const hashes = new Map<string, string>();
  for (const [index, upload] of (await findOwn(tx, Upload, dataset.project.id, ids)).entries()) {
    const tell = (code: 'NOT_FOUND' | 'INVALID_STATE' | 'INVALID_INPUT', message: string) => faults.push(new Fault(code, message, ['records', String(index), 'imageUploadId']));
    if (!upload) tell('NOT_FOUND', 'There is no upload with this id.');
    else if (upload.state !== 'STORED') tell('INVALID_STATE', `The bytes of ${upload.filename} have not arrived; send them to the upload's url first.`);
    else if (upload.sizeBytes > MAX_IMAGE_BYTES) tell('INVALID_INPUT', `${upload.filename} has more than ${MAX_IMAGE_BYTES} bytes, too many for one image.`);
    else hashes.set(upload.id, upload.sha256);
  }
  if (faults.length > 0) throw new Faults(faults);
  return hashes;
}

function contentHash({ content, label, split, subject, uploadId }: CheckedRecord, images: ReadonlyMap<string, string>): string {
  const sorted = 'features' in content ? Object.entries(content.features).sort(([a], [b]) => (a < b ? -1 : 1)) : content;
  return createHash('sha256').update(JSON.stringify([sorted, label, split, subject, uploadId && (images.get(uploadId) ?? null)])).digest('hex');
}

async function insert(tx: EntityManager, dataset: Dataset, rows: ReadonlyMap<string, Row>): Promise<number> {
  const fresh = await insertNew(tx, dataset, [...rows.values()]);
  if (fresh.size === rows.size) return fresh.size;
  const freed = await freeKeys(tx, dataset, [...rows.values()].filter(({ key }) => !fresh.has(key)));
  const mended = await insertNew(tx, dataset, [...rows.values()].filter(({ key }) => freed.has(key)));
  const others = [...rows.keys()].filter((key) => !fresh.has(key) && !mended.has(key));
  const known = await tx.execute<{ key: string; hash: string }[]>(
    `select key, encode(content_hash, 'hex') as hash from dataset_record where dataset_id = ? and not set_aside and key in (select jsonb_array_elements_text(?::jsonb))`,
    [dataset.id, JSON.stringify(others)],
  );
  const conflicts = known.flatMap(({ key, hash }) => {
    const row = rows.get(key);
    return row && row.hash !== hash ? [conflict(key, row.index, 'this dataset')] : [];
  });
  if (conflicts.length > 0) throw new Faults(conflicts);
  return fresh.size + mended.size;
}

/** Keys of those that were stored. Ordered by key, so that two calls with the same keys wait for each other instead of locking each other out. */
async function insertNew(tx: EntityManager, dataset: Dataset, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const values = rows.map(({ id, key, hash, content, label, split, subject, uploadId, origin }) => ({ id, key, hash, content, label, split, subject, upload: uploadId, origin }));
  const stored = await tx.execute<{ key: string }[]>(
    `insert into dataset_record (id, project_id, dataset_id, key, content_hash, content, label, split, subject, upload_id, origin, created_at)
     select id, ?::uuid, ?::uuid, key, decode(hash, 'hex'), content, label, split, subject, upload, nullif(origin, 'null'), now()
     from jsonb_to_recordset(?::jsonb) as r (id uuid, key text, hash text, content jsonb, label text, split text, subject text, upload uuid, origin jsonb)
     order by key on conflict (dataset_id, key) where not set_aside do nothing returning key`,
    [dataset.project.id, dataset.id, JSON.stringify(values)],
  );
  return new Set(stored.map(({ key }) => key));
}

/** Takes away what a seal could not add and these records mend; an image that could not be decoded is none the better for being sent again. Returns the keys that are free by that. */
async function freeKeys(tx: EntityManager, dataset: Dataset, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const freed = await tx.execute<{ key: string }[]>(
    `delete from dataset_record where id in (
       select d.id from dataset_record d join jsonb_to_recordset(?::jsonb) as r (key text, hash text) on r.key = d.key
       where d.dataset_id = ? and not d.set_aside and d.left_out and (d.upload_id is null or encode(d.content_hash, 'hex') <> r.hash) order by d.key for update of d)
     returning key`,
    [JSON.stringify(rows.map(({ key, hash }) => ({ key, hash }))), dataset.id],
  );
  return new Set(freed.map(({ key }) => key));
}

const conflict = (key: string, index: number, where: string) => new Fault('CONFLICT', `The key "${key}" stands for another record of ${where} already.`, ['records', String(index), 'key']);
