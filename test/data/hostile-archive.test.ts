import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { encoded, tarArchive, zipArchive, type TarEntry, type ZipEntry } from '../support/archives.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
let png: Uint8Array;
let other: Uint8Array;
beforeAll(async () => {
  png = await encoded({ height: 4, width: 6, channels: 1, pixels: noise(1, 24)[0]! });
  other = await encoded({ height: 6, width: 4, channels: 1, pixels: noise(1, 24)[0]! });
});

async function expectFault(files: Record<string, Uint8Array>, message: string) {
  const fault = await bench.fault('IMAGE_ARCHIVE', files);
  expect(fault).toContain('ImportFault: ');
  expect(fault).toContain(message);
  expect(fault).not.toContain('; left ');
}
const zipFault = (entries: readonly Partial<ZipEntry>[], message: string) => expectFault({ 'set.zip': zipArchive([{ name: 'a/good.png', bytes: png }, ...entries.map((entry) => ({ name: 'a/1.png', bytes: png, ...entry }))]) }, message);
const tarFault = async (entries: readonly TarEntry[], message: string) => expectFault({ 'set.tar': await tarArchive([{ name: 'a/good.png', bytes: png }, ...entries]) }, message);

const unsafeNames = [
  ['../../etc/x.png', 'leads out of the archive by ".."'],
  ['a/../../x.png', 'leads out of the archive by ".."'],
  ['/etc/x.png', 'is an absolute path'],
  ['C:/x.png', 'is an absolute path'],
  ['a\\..\\x.png', 'holds a backslash'],
] as const;

describe('names in archives', () => {
  it.each(unsafeNames)('zip: %s', (name, message) => zipFault([{ name }], `set.zip: the entry "${name}" ${message}`));
  it.each(unsafeNames)('tar: %s', (name, message) => tarFault([{ name, bytes: png }], `set.tar: the entry "${name}" ${message}`));
  it('folders too', () => zipFault([{ name: '../a/', bytes: new Uint8Array(0) }], 'leads out of the archive'));
  it('NUL', () => zipFault([{ name: 'a/x\0.png' }], 'holds a NUL character'));
  it('twice: zip', () => zipFault([{ name: 'a/good.png' }], 'the entry "a/good.png" is there twice'));
  it('twice: zip, written otherwise', () => zipFault([{ name: './a//good.png' }], 'the entry "a/good.png" is there twice'));
  it('twice: tar', () => tarFault([{ name: 'a/good.png', bytes: png }], 'is there twice'));
});

describe('what is no file', () => {
  it.each([[0o120777, 'a symbolic link'], [0o060644, 'a device'], [0o010644, 'a pipe'], [0o140644, 'a socket']])('zip: mode %o', (mode, message) => zipFault([{ mode }], `the entry "a/1.png" is ${message}`));
  it.each([['symlink', 'a symbolic link'], ['link', 'a hard link'], ['character-device', 'a device'], ['fifo', 'a pipe']] as const)('tar: %s', (type, message) =>
    tarFault([{ name: 'a/1.png', type, linkname: '/etc/passwd' }], `the entry "a/1.png" is ${message}`));
});

describe('zip archives', () => {
  it('encrypted', () => zipFault([{ flags: 0x801 }], 'the entry "a/1.png" is encrypted. Send the archive without a password'));
  it('of an unknown method', () => zipFault([{ method: 14 }], 'compressed by method 14'));
  it('with a wrong checksum', () => zipFault([{ checksum: 7 }], 'the entry "a/1.png" is damaged'));
  it('with sizes that lie', async () => {
    await zipFault([{ size: 10 }], 'the entry "a/1.png" is damaged');
    await zipFault([{ size: 10_000 }], 'the entry "a/1.png" is damaged');
  });
  it('cut off', () => expectFault({ 'set.zip': zipArchive([{ name: 'a/1.png', bytes: png }]).subarray(0, -30) }, 'cut off or damaged zip archive'));
  it('with overlapping entries', () => expectFault({ 'set.zip': overlapping(png, 100) }, 'its entries overlap'));
  it('that inflate to too much', async () => {
    const blank = new Uint8Array(30_000_000);
    await zipFault(['b', 'c', 'd'].map((name) => ({ name: `a/${name}.png`, bytes: blank })), 'inflates to over 200 times its own size');
  }, 20_000);
  it('one image of too many bytes, or pixels, is not decoded', async () => {
    const version = await bench.import('IMAGE_ARCHIVE', { 'set.zip': zipArchive([{ name: 'a/1.png', bytes: png }, { name: 'a/2.png', bytes: new Uint8Array(40_000_000) }, { name: 'a/3.png', bytes: await encoded({ height: 4100, width: 4100, channels: 1, pixels: new Uint8Array(4100 * 4100) }) }]) });
    expect(version.corrupt.examples).toEqual(['a/2.png (more than 33,554,432 bytes)', 'a/3.png (more than 16,777,216 pixels)']);
  });
});

describe('tar archives', () => {
  it('cut off', async () => {
    const tar = await tarArchive([{ name: 'a/1.png', bytes: png }, { name: 'a/2.png', bytes: other }]);
    await expectFault({ 'set.tar': tar.subarray(0, -1400) }, 'the tar archive is cut off');
    await expectFault({ 'set.tar': tar.subarray(0, -1024) }, 'the tar archive is cut off');
    await expectFault({ 'set.tar.gz': gzipSync(tar).subarray(0, -10) }, 'set.tar.gz: the gzip data is cut off');
  });
  it('damaged', async () => {
    const tar = await tarArchive([{ name: 'a/1.png', bytes: png }, { name: 'a/2.png', bytes: png }]);
    tar[1024 + 20] = 99;
    await expectFault({ 'set.tar': tar }, 'a header is not valid');
  });
  it('gzip of something else', () => expectFault({ 'set.tar.gz': gzipSync(Buffer.from('hello')) }, 'Inflated, it begins with text: "hello"'));
  it('a bomb', async () => {
    const bomb = gzipSync(await tarArchive([{ name: 'a/1.png', bytes: png }, { name: 'zeros.bin', bytes: new Uint8Array(150_000_000) }]), { level: 9 });
    await expectFault({ 'set.tar.gz': bomb }, 'over 200 times its own size');
  });
});

describe('contents', () => {
  it('text named zip', () => expectFault({ 'set.zip': Buffer.from('id,name\n') }, 'set.zip: neither a zip nor a tar archive. It begins with text: "id,name\\n"'));
  it('text named gz', () => expectFault({ 'set.tar.gz': Buffer.from('id,name\n') }, 'its name says gzip, but it begins with text'));
  it('no images', () => expectFault({ 'set.zip': zipArchive([{ name: 'README', bytes: Buffer.from('x') }]) }, 'no images. 1 other file found'));
  it('an empty zip', () => expectFault({ 'set.zip': zipArchive([]) }, 'no images. 0 other files found'));
  it('an empty file', () => expectFault({ 'set.zip': new Uint8Array(0) }, 'begins with nothing: the file is empty'));
  it('no image that can be decoded', () => expectFault({ 'set.zip': zipArchive([{ name: 'a/1.png', bytes: Buffer.from('x') }]) }, 'none of 1 image can be decoded. The first: a/1.png (not PNG, JPEG or WebP)'));
  it('too deep', () => zipFault([{ name: 'a/b/1.png' }, { name: 'c/1.png' }], 'the folder "a/b" lies too deep'));
  it('some images below a split, some not', () => zipFault([{ name: 'train/a/1.png' }], 'the folder "a" belong to no split'));
  it('a test split alone', () => expectFault({ 'set.zip': zipArchive([{ name: 'test/a/1.png', bytes: png }]) }, 'TEST split but no TRAIN split'));
});

/** A zip archive whose entries all claim the same bytes. */
function overlapping(bytes: Uint8Array, count: number): Uint8Array {
  const one = Buffer.from(zipArchive([{ name: 'a/000.png', bytes, method: 0 }]));
  const end = one.subarray(-22);
  const start = end.readUInt32LE(16);
  const entries = Array.from({ length: count }, (_, index) => {
    const entry = Buffer.from(one.subarray(start, one.byteLength - 22));
    entry.write(`a/${String(index).padStart(3, '0')}.png`, 46);
    return entry;
  });
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(Buffer.concat(entries).byteLength, 12);
  return Buffer.concat([one.subarray(0, start), ...entries, end]);
}
