import { isUtf8 } from 'node:buffer';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import type { InputFile } from './input-files.ts';

/** windows-1252 holds latin-1, and quotes and dashes besides. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * UTF-16 where the file begins with its mark, UTF-8 where all of it is valid, else windows-1252; but a fault with the
 * line where most of what is not ASCII is valid UTF-8, for then a part is damaged. Reads the file once.
 */
export async function encodingOf(file: InputFile): Promise<Encoding> {
  const scan = new Utf8Scan();
  let first = true;
  for await (const chunk of file.bytes()) {
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
    if (first && chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
    first = false;
    const nul = chunk.indexOf(0);
    if (nul !== -1) throw new ImportFault(`${shown(file.name)}: line ${counted(scan.lines + countLines(chunk.subarray(0, nul)) + 1)} holds a NUL character. That is no text file; save it as text in UTF-8.`);
    scan.take(chunk);
  }
  scan.end();
  if (scan.invalidLine === undefined) return 'utf-8';
  if (scan.valid > scan.invalid) throw new ImportFault(`${shown(file.name)}: line ${counted(scan.invalidLine)} is not valid UTF-8, while the rest of the file is. Save the file again in one encoding.`);
  return 'windows-1252';
}

/** The text of a file, in pieces; without the mark at its start, unless that is asked for. */
export async function* decoded(file: InputFile, encoding: Encoding, { keepMark = false } = {}): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: keepMark });
  for await (const chunk of file.bytes()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** Looks for what is not UTF-8, chunk by chunk. */
class Utf8Scan {
  /** Whole lines seen. */
  lines = 0;
  /** Sequences of bytes above 127 that are characters in UTF-8, and bytes that are none; counted once the first of the latter was met. */
  valid = 0;
  invalid = 0;
  invalidLine: number | undefined;
  #rest = new Uint8Array(0);
  #validBefore = false;

  take(chunk: Uint8Array): void {
    const bytes = this.#rest.byteLength === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.byteLength - cutOffAtEnd(bytes);
    this.#rest = bytes.slice(whole);
    this.#look(bytes.subarray(0, whole));
  }

  end(): void {
    this.#look(this.#rest);
  }

  #look(bytes: Uint8Array): void {
    if (isUtf8(bytes)) {
      if (!this.#validBefore && bytes.some((byte) => byte > 127)) this.#validBefore = true;
      if (this.invalidLine !== undefined) this.valid += count(bytes, /[^\x00-\x7f\ufffd]/g);
    } else {
      if (this.invalidLine === undefined && this.#validBefore) this.valid += 1;
      this.invalidLine ??= this.lines + lineOfFirstInvalid(bytes);
      this.valid += count(bytes, /[^\x00-\x7f\ufffd]/g);
      this.invalid += count(bytes, /\ufffd/g);
    }
    this.lines += countLines(bytes);
  }
}

const count = (bytes: Uint8Array, pattern: RegExp) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().match(pattern)?.length ?? 0;

/** Bytes at the end that begin a character and do not finish it. */
function cutOffAtEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Counted from 1. */
function lineOfFirstInvalid(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.byteLength];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const end = middle - cutOffAtEnd(bytes.subarray(0, middle));
    if (isUtf8(bytes.subarray(0, end))) low = middle;
    else high = middle - 1;
  }
  return countLines(bytes.subarray(0, low)) + 1;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}
