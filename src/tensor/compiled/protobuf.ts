import { Buffer } from 'node:buffer';

/** Wire types of protocol buffers (https://protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}

function key(field: number, wire: number): Buffer {
  return varint((field << 3) | wire);
}

/** An integer, enum or bool; negative ones as int64 has them. */
export function integer(field: number, value: number): Buffer {
  return Buffer.concat([key(field, VARINT), varint(value)]);
}

export function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), bytes]);
}

/** A string, bytes or an embedded message. */
export function bytes(field: number, value: string | Uint8Array): Buffer {
  const content = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([key(field, BYTES), varint(content.byteLength), content]);
}

export type Field = { readonly field: number; readonly number: number } | { readonly field: number; readonly bytes: Buffer };

/** The fields of a message in the order in which they are written. Fixed-size ones come as bytes. */
export function* readFields(message: Buffer): Generator<Field, void, void> {
  let at = 0;
  const readVarint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = readVarint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === VARINT) {
      yield { field, number: readVarint() };
    } else {
      const length = wire === BYTES ? readVarint() : wire === FIXED32 ? 4 : 8;
      yield { field, bytes: message.subarray(at, at + length) };
      at += length;
    }
  }
}
