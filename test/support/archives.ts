import { crc32, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** 0 stored, 8 deflated (default); others only claim to be. */
  readonly method?: number;
  /** Unix mode with the type of file, for example 0o120777 for a symbolic link. */
  readonly mode?: number;
  readonly flags?: number;
  /** Claimed instead of the true one. */
  readonly checksum?: number;
  readonly size?: number;
}

/** A zip archive, honest or not: the entries are written as they are given. */
export function zipArchive(entries: readonly ZipEntry[], { zip64 = false } = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, bytes, method = 8, mode = 0o100644, flags = 0x800 } = entry;
    const data = method === 8 ? deflateRawSync(bytes) : bytes;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.checksum ?? crc32(bytes), 10);
    common.writeUInt32LE(data.byteLength, 14);
    common.writeUInt32LE(entry.size ?? bytes.byteLength, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.of(20, 3), common, tail, Buffer.from(name));
    parts.push(local);
    offset += local.byteLength;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, ...(zip64 ? zip64End(end, offset + listing.byteLength) : []), end]);
}

/** The records that large archives have before their end; the numbers in the end itself then only point to them. */
function zip64End(end: Buffer, position: number): Uint8Array[] {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(end.readUInt16LE(8)), 24);
  record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(position), 8);
  locator.writeUInt32LE(1, 16);
  end.fill(0xff, 8, 20);
  return [record, locator];
}

export interface TarEntry {
  readonly name: string;
  readonly bytes?: Uint8Array;
  readonly type?: 'file' | 'link' | 'symlink' | 'directory' | 'character-device' | 'fifo';
  readonly linkname?: string;
}

export async function tarArchive(entries: readonly TarEntry[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { name, bytes = new Uint8Array(0), type = 'file', linkname } of entries) {
    archive.entry({ name, type, ...(linkname === undefined ? {} : { linkname }), size: bytes.byteLength }, bytes);
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Encodes pixels; PNG and lossless WebP keep them as they are. */
export function encoded({ height, width, channels, pixels }: Picture, format: 'png' | 'jpeg' | 'webp' = 'png'): Promise<Uint8Array> {
  const image = sharp(pixels, { raw: { height, width, channels } });
  if (format === 'jpeg') return image.jpeg({ quality: 95 }).toBuffer();
  if (format === 'webp') return image.webp({ lossless: true }).toBuffer();
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}
