import { isAscii, isUtf8 } from 'node:buffer';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import type { InputFile } from './input-files.ts';
import { type LineRepair, mixedLines } from './mixed-lines.ts';
import { countLines, cutOffAtEnd } from './utf8.ts';

/** windows-1252 holds latin-1, and quotes and dashes besides. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What a text file is written in, found by reading it once. */
export interface FoundEncoding {
  readonly encoding: Encoding;
  /** Some lines are not UTF-8, as the others are. They are read as windows-1252, line by line. */
  readonly mixed: boolean;
  /** Nothing but ASCII, which is the same in all but UTF-16. */
  readonly ascii: boolean;
  /** It begins with a mark. */
  readonly mark: boolean;
  /** It holds \r. */
  readonly returns: boolean;
}

/** Characters counted on either side before no more are: enough to tell which are more. */
const ENOUGH = 1_000_000;
/** Of the characters beyond ASCII, the share in UTF-8 from which a file is mixed: in other encodings such sequences hardly ever come about by chance. */
const MIXED_FROM = 0.01;

/**
 * UTF-16 where the file begins with its mark; UTF-8 where all of it is valid, or a hundredth at least of what is beyond ASCII
 * (then some lines are of another encoding, see `mixed-lines.ts`); else windows-1252. NUL is a fault.
 */
export async function encodingOf(file: InputFile): Promise<FoundEncoding> {
  const scan = new Utf8Scan();
  let mark = false;
  let returns = false;
  let read = 0;
  for await (const chunk of file.bytes()) {
    if (read === 0) {
      if (chunk[0] === 0xff && chunk[1] === 0xfe) return { encoding: 'utf-16le', mixed: false, ascii: false, mark: true, returns: true };
      if (chunk[0] === 0xfe && chunk[1] === 0xff) return { encoding: 'utf-16be', mixed: false, ascii: false, mark: true, returns: true };
      mark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    }
    const nul = chunk.indexOf(0);
    if (nul !== -1) throw new ImportFault(`${shown(file.name)}: line ${counted((await linesBefore(file, read + nul)) + 1)} holds a NUL character. That is no text file; save it as text in UTF-8.`);
    returns ||= chunk.includes(13);
    read += chunk.byteLength;
    scan.take(chunk);
  }
  scan.end();
  const mixed = scan.invalid > 0 && scan.valid >= MIXED_FROM * (scan.valid + scan.invalid);
  return { encoding: scan.invalid === 0 || mixed ? 'utf-8' : 'windows-1252', mixed, ascii: scan.ascii, mark, returns };
}

export interface DecodeOptions {
  /** The mark at the start is part of the text. */
  readonly keepMark?: boolean;
  /** Told for every line of a mixed file that was read as windows-1252, before its text is given. */
  onRepair?(repair: LineRepair): void;
}

/** The text of a file, in pieces; without the mark at its start, unless that is asked for. */
export async function* decoded(file: InputFile, { encoding, mixed }: Pick<FoundEncoding, 'encoding' | 'mixed'>, { keepMark = false, onRepair }: DecodeOptions = {}): AsyncGenerator<string> {
  if (mixed) return yield* mixedLines(file, keepMark, onRepair ?? (() => undefined));
  const decoder = new TextDecoder(encoding, { ignoreBOM: keepMark });
  for await (const chunk of file.bytes()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

async function linesBefore(file: InputFile, position: number): Promise<number> {
  let [lines, read] = [0, 0];
  for await (const chunk of file.bytes()) {
    lines += countLines(chunk.subarray(0, Math.max(0, position - read)));
    read += chunk.byteLength;
    if (read >= position) break;
  }
  return lines;
}

/** Looks for what is not UTF-8, chunk by chunk. */
class Utf8Scan {
  ascii = true;
  /** Characters beyond ASCII in UTF-8, and bytes that are none; no longer counted where there are enough. */
  valid = 0;
  invalid = 0;
  #rest: Uint8Array = new Uint8Array(0);

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
    if (isAscii(bytes)) return;
    this.ascii = false;
    const allValid = isUtf8(bytes);
    if (allValid && this.valid >= ENOUGH) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    this.valid += text.match(/[^\x00-\x7f\ufffd]/gu)?.length ?? 0;
    if (!allValid) this.invalid += text.match(/\ufffd/g)?.length ?? 0;
  }
}
