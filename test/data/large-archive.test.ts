import { makeZip } from 'client-zip';
import { beforeAll, expect, it } from 'vitest';
import { zipFiles } from '../../src/data/archive/read-zip.ts';
import { zipOf } from '../../src/data/export/zip-of.ts';
import { running, useBench } from './support.ts';

/** More than two bytes count. */
const FILES = 66_000;
const bench = useBench();
let archive: Uint8Array;

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

const entries = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `a/${index}.txt`, input: 'x', lastModified: new Date(0) }));

async function countFiles(bytes: Uint8Array): Promise<number> {
  await bench.store.write('uploads/large', bytes);
  let files = 0;
  for await (const { path } of zipFiles({ filename: 'large.zip', key: 'uploads/large' }, { store: bench.store, signal: running })) files += path === `a/${files}.txt` ? 1 : 0;
  return files;
}

beforeAll(async () => {
  archive = await bytesOf(zipOf(entries(FILES)));
});

it('an archive of more files than its end can state is written with the end of zip64, which other readers count by', async () => {
  const locator = Buffer.from(archive.subarray(-42, -22));
  expect(locator.toString('latin1', 0, 4)).toBe('PK\x06\x07');
  const record = Buffer.from(archive).subarray(Number(locator.readBigUInt64LE(8)));
  expect(record.toString('latin1', 0, 4)).toBe('PK\x06\x06');
  expect(record.readBigUInt64LE(32)).toBe(BigInt(FILES));
  expect(Buffer.from(archive).toString('latin1', Number(record.readBigUInt64LE(48)), Number(record.readBigUInt64LE(48)) + 4)).toBe('PK\x01\x02');
  expect(await countFiles(archive)).toBe(FILES);
});

it('all files are read where the end states too few, as writers without zip64 do', async () => {
  const end = archive.subarray(-22);
  expect(await countFiles(Buffer.concat([archive.subarray(0, -98), end]))).toBe(FILES);
  const wrapped = Buffer.from(end);
  wrapped.writeUInt16LE(FILES % 65_536, 8);
  wrapped.writeUInt16LE(FILES % 65_536, 10);
  expect(await countFiles(Buffer.concat([archive.subarray(0, -98), wrapped]))).toBe(FILES);
});

it('an archive of few files is as it was', async () => {
  expect(Buffer.from(await bytesOf(zipOf(entries(3)))).equals(Buffer.from(await bytesOf(makeZip(entries(3)))))).toBe(true);
});
