import { z } from 'zod';
import { hash } from 'node:crypto';
import { RECORDS_FILE } from '../../domain/datasets/record-content.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { decodeImage, measureImage, type Undecodable } from '../archive/decode-image.ts';
import type { DecodedImage } from '../archive/fit-pixels.ts';
import { ImageSizes } from '../archive/image-sizes.ts';
import { type ImageShape, shapeOf } from '../archive/image-shape.ts';
import { Conversions } from '../archive/conversions.ts';
import { mapInOrder } from '../archive/map-in-order.ts';
import type { ConvertedImages, CorruptSamples } from '../import-options.ts';
import { literal } from '../samples/sql.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import { NoRecordFits } from '../import-fault.ts';

const AT_ONCE = 8;
const EXAMPLES = 5;
/** Pixels that wait to be written to the database. */
const WAITING_BYTES = 32 * 2 ** 20;

export interface PixelShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

interface Reading {
  readonly store: BlobStore;
  readonly signal: AbortSignal;
}

interface DecodedRecords {
  readonly corrupt: CorruptSamples;
  readonly converted: ConvertedImages | undefined;
}

/** Makes the table `added` of the images of `records`, brought to a shape: `pixels`, `hash`, `label`, `split`, `subject`, `file`, `row`, `entry`. */
export async function decodeRecords(database: WorkDatabase, image: PixelShape, reading: Reading): Promise<DecodedRecords> {
  const shape = shapeOf(image);
  const conversions = new Conversions();
  const corrupt = { count: 0, examples: [] as string[] };
  await database.run('CREATE TABLE decoded (number BIGINT, pixels BLOB, hash BLOB)');
  const appender = await database.append('decoded');
  let waiting = 0;
  for await (const { number, key, result } of mapInOrder(images(database, reading), AT_ONCE, (record) => decoded(record, shape))) {
    if ('reason' in result) {
      corrupt.count += 1;
      if (corrupt.examples.length < EXAMPLES) corrupt.examples.push(`record ${shown(key)} (${result.reason})`);
      continue;
    }
    conversions.note(result.changes);
    appender.appendBigInt(BigInt(number));
    appender.appendBlob(result.pixels);
    appender.appendBlob(hash('sha256', result.pixels, 'buffer'));
    appender.endRow();
    waiting += result.pixels.byteLength;
    if (waiting < WAITING_BYTES) continue;
    appender.flushSync();
    waiting = 0;
  }
  appender.flushSync();
  appender.closeSync();
  await database.run(`CREATE TABLE added AS SELECT pixels, hash, label, split, subject, ${literal(RECORDS_FILE)} AS file, number AS "row", key AS entry FROM records JOIN decoded USING (number)`);
  await database.run('DROP TABLE decoded');
  return { corrupt, converted: conversions.told(image, shape) };
}

/** The shape of a first version, as an import chooses it: one size for all, gray where all images are. */
export async function shapeOfImages(database: WorkDatabase, reading: Reading): Promise<PixelShape> {
  const sizes = new ImageSizes();
  let example: string | undefined;
  for await (const { key, bytes } of images(database, reading)) {
    const size = await measureImage(bytes);
    if ('reason' in size) example ??= `record ${shown(key)} (${size.reason})`;
    else sizes.note(size);
  }
  const size = sizes.differ ? sizes.common() : sizes.only();
  const { count } = await database.one('SELECT count(*) AS count FROM records', z.object({ count: wholeNumber }));
  if (!size) throw new NoRecordFits(`None of the images of ${plural(count, 'record')} can be decoded. The first: ${example ?? ''}.`);
  for await (const { result } of mapInOrder(images(database, reading), AT_ONCE, (record) => decoded(record, shapeOf(size)))) {
    if ('pixels' in result && result.channels === 3) return { ...size, channels: 3 };
  }
  return { ...size, channels: 1 };
}

interface RecordImage {
  readonly number: number;
  readonly key: string;
  readonly bytes: Uint8Array;
}

async function decoded({ number, key, bytes }: RecordImage, shape: ImageShape): Promise<{ number: number; key: string; result: DecodedImage | Undecodable }> {
  return { number, key, result: await decodeImage(bytes, shape) };
}

const row = z.object({ number: wholeNumber, key: z.string(), image: z.string() });

async function* images(database: WorkDatabase, { store, signal }: Reading): AsyncGenerator<RecordImage> {
  let after = 0;
  for (let rows; (rows = await database.all(`SELECT number, key, image FROM records WHERE number > ${after} ORDER BY number LIMIT 1000`, row)).length > 0; ) {
    for (const { number, key, image } of rows) {
      signal.throwIfAborted();
      after = number;
      yield { number, key, bytes: await store.readAll(image) };
    }
  }
}
