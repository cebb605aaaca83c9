import { isAscii, isUtf8 } from 'node:buffer';
import { knownStart } from '../file-kind.ts';
import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import type { InputFile } from './input-files.ts';
import { type LineRepair, mixedLines } from './mixed-lines.ts';
import { toldText } from './told-text.ts';
import { UnlikelyLetters } from './unlikely-letters.ts';
import { countLines, cutOffAtEnd } from './utf8.ts';
import { wideEncodingOf, wideText } from './wide-text.ts';

/** What a text file is written in, found by reading it once, or told. */
export interface FoundEncoding {
  /** By its name in the WHATWG Encoding Standard. Where it was not told: UTF-8, UTF-16 or windows-1252, which holds latin-1, and quotes and dashes besides. */
  readonly encoding: string;
  /** The caller says so. */
  readonly told?: true;
  /** Some lines are not UTF-8, as the others are. They are read as windows-1252, line by line. */
  readonly mixed: boolean;
  /** Nothing but ASCII, which is the same in all but UTF-16. */
  readonly ascii: boolean;
  /** It begins with a mark. */
  readonly mark: boolean;
  /** It holds \r, perhaps. */
  readonly returns: boolean;
  /** A word that speaks against windows-1252, where that is the guess. */
  readonly doubt?: string | undefined;
}

/** Characters counted on either side before no more are: enough to tell which are more. */
const ENOUGH = 1_000_000;
/** Of the characters beyond ASCII, the share in UTF-8 from which a file is mixed: in other encodings such sequences hardly ever come about by chance. */
const MIXED_FROM = 0.01;

/**
 * UTF-16 where the file begins with its mark, or its zeros stand as they do in it; UTF-8 where all of it is valid, or a hundredth at
 * least of what is beyond ASCII (then some lines are of another encoding, see `mixed-lines.ts`); else windows-1252. NUL, and in
 * windows-1252 any other control character, is a fault.
 *
 * @param told  by the caller, which a mark at the start of the file overrules; then nothing is looked for
 */
export async function encodingOf(file: InputFile, told?: string): Promise<FoundEncoding> {
  const scan = new Utf8Scan();
  let start: Uint8Array = new Uint8Array(0);
  let returns = false;
  let control: number | undefined;
  let read = 0;
  for await (const chunk of file.bytes()) {
    if (read === 0) {
      start = chunk.slice(0, 512);
      const wide = wideEncodingOf(chunk);
      if (told !== undefined && !hasUtf8Mark(start) && wide?.mark !== true) return { encoding: new TextDecoder(told).encoding, told: true, mixed: false, ascii: false, mark: false, returns: true };
      if (wide) return { ...wide, mixed: false, ascii: false, returns: true };
    }
    const nul = chunk.indexOf(0);
    if (nul !== -1) throw await noText(file, start, read + nul, 'holds a NUL character');
    if (control === undefined) control = placeOfControl(chunk, read);
    returns ||= chunk.includes(13);
    read += chunk.byteLength;
    scan.take(chunk);
  }
  scan.end();
  const mixed = scan.invalid > 0 && scan.valid >= MIXED_FROM * (scan.valid + scan.invalid);
  const encoding = scan.invalid === 0 || mixed ? 'utf-8' : 'windows-1252';
  if (encoding === 'windows-1252' && control !== undefined) throw await noText(file, start, control, 'holds a control character, and is not UTF-8');
  return { encoding, mixed, ascii: scan.ascii, mark: hasUtf8Mark(start), returns, ...(encoding === 'windows-1252' && { doubt: scan.letters.doubt }) };
}

const hasUtf8Mark = (start: Uint8Array) => start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;

/** Characters that texts do not hold: below the space, but tabs and ends of lines and pages. */
function placeOfControl(bytes: Uint8Array, read: number): number | undefined {
  // Compressed data has one in a dozen bytes, so the first of a chunk are enough.
  const at = bytes.subarray(0, 4096).findIndex((byte) => byte < 0x20 && byte !== 9 && (byte < 10 || byte > 13));
  return at === -1 ? undefined : read + at;
}

async function noText(file: InputFile, start: Uint8Array, position: number, what: string): Promise<ImportFault> {
  const known = knownStart(start);
  if (known !== undefined) return new ImportFault(`${shown(file.name)}: no text, but ${known}. Choose the format that it has, or save it as text in UTF-8.`);
  return new ImportFault(`${shown(file.name)}: line ${counted((await linesBefore(file, position)) + 1)} ${what}. That is no text file; save it as text in UTF-8.`);
}

export interface DecodeOptions {
  /** The mark at the start is part of the text. */
  readonly keepMark?: boolean;
  /** Told for every line of a mixed file that was read as windows-1252, before its text is given. */
  onRepair?(repair: LineRepair): void;
}

/** The text of a file, in pieces; without the mark at its start, unless that is asked for. */
export async function* decoded(file: InputFile, { encoding, mixed, told }: FoundEncoding, { keepMark = false, onRepair }: DecodeOptions = {}): AsyncGenerator<string> {
  if (mixed) return yield* mixedLines(file, keepMark, onRepair ?? (() => undefined));
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return yield* wideText(file, encoding, keepMark);
  if (told) return yield* toldText(file, encoding, keepMark);
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
  /** Of the pieces that are not UTF-8. */
  readonly letters = new UnlikelyLetters();
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
    if (allValid) return;
    this.invalid += text.match(/\ufffd/g)?.length ?? 0;
    this.letters.take(bytes);
  }
}
