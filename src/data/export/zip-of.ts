import { makeZip } from 'client-zip';

/** Files that the end of an archive can state in its two bytes. */
const MOST_STATED = 0xffff;
const END_BYTES = 22;
const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_VERSION = 45;

type Entries = Parameters<typeof makeZip>[0];

/**
 * A zip archive as client-zip makes it, with the zip64 end that its 2.5.1 leaves out where the number of files alone asks for one: most
 * readers, yauzl among them, would stop at 65,535 (APPNOTE 6.3.10, 4.3.14 to 4.3.16).
 */
export async function* zipOf(entries: Entries): AsyncGenerator<Uint8Array, void, void> {
  let files = 0;
  const counted = async function* () {
    for await (const entry of entries) {
      files += 1;
      yield entry;
    }
  };
  let [written, hasZip64End] = [0, false];
  let last: Uint8Array | undefined;
  for await (const chunk of makeZip(counted())) {
    if (last !== undefined) {
      yield last;
      written += last.byteLength;
      hasZip64End = signatureOf(last) === ZIP64_END && last.byteLength === ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES;
    }
    last = chunk;
  }
  if (last === undefined) return;
  if (files >= MOST_STATED && !hasZip64End) yield zip64End(files, last, written);
  yield last;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const signatureOf = (bytes: Uint8Array) => (bytes.byteLength < 4 ? undefined : viewOf(bytes).getUint32(0, true));

/** @param end  the archive's own, which holds size and place of the directory in four bytes: below 4 GB, or client-zip had written a zip64 end */
function zip64End(files: number, end: Uint8Array, position: number): Uint8Array {
  if (end.byteLength !== END_BYTES) throw new Error('An archive ended with something else than its end.');
  const stated = viewOf(end);
  const bytes = new Uint8Array(ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, ZIP64_END, true);
  view.setBigUint64(4, BigInt(ZIP64_END_BYTES - 12), true);
  view.setUint16(12, ZIP64_VERSION, true);
  view.setUint16(14, ZIP64_VERSION, true);
  view.setBigUint64(24, BigInt(files), true);
  view.setBigUint64(32, BigInt(files), true);
  view.setBigUint64(40, BigInt(stated.getUint32(12, true)), true);
  view.setBigUint64(48, BigInt(stated.getUint32(16, true)), true);
  view.setUint32(ZIP64_END_BYTES, ZIP64_LOCATOR, true);
  view.setBigUint64(ZIP64_END_BYTES + 8, BigInt(position), true);
  view.setUint32(ZIP64_END_BYTES + 16, 1, true);
  return bytes;
}
