import { isUtf8 } from 'node:buffer';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { counted, shown } from '../shown.ts';
import type { InputFile } from './input-files.ts';

/** A line that was read as windows-1252, in a file of UTF-8. */
export interface LineRepair {
  /** Counted from 1 in the text that is given, by \n, \r\n and \r. */
  readonly line: number;
}

const NEW_LINE = 10;
const windows = new TextDecoder('windows-1252');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The text of a file in UTF-8 of which some lines are written in windows-1252 (as when tables of two programs are put
 * together): each line that is not valid UTF-8 is read as windows-1252. Where that cannot be, the line is damaged, which is a fault:
 * where it holds control characters or bytes that mean nothing in windows-1252, or characters of UTF-8 besides.
 */
export async function* mixedLines(file: InputFile, keepMark: boolean, onRepair: (repair: LineRepair) => void): AsyncGenerator<string> {
  let line = 1;
  let first = true;
  for await (const bytes of wholeLines(file, () => line)) {
    let text = '';
    for (const part of isUtf8(bytes) ? [bytes] : lines(bytes)) {
      const repaired = !isUtf8(part);
      if (repaired) requireWindows(part, file.name, line);
      if (repaired) onRepair({ line });
      const own = repaired ? windows.decode(part) : utf8.decode(part);
      line += own.match(/\r\n?|\n/g)?.length ?? 0;
      text += own;
    }
    yield first && !keepMark ? text.replace(/^\ufeff/, '') : text;
    first = false;
  }
}

/** The bytes in pieces that end with a line. */
async function* wholeLines(file: InputFile, line: () => number): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of file.bytes()) {
    const bytes = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEW_LINE) + 1;
    rest = bytes.slice(end);
    if (rest.byteLength > limits.lineBytes) throw new ImportFault(`${shown(file.name)}: line ${counted(line())} is longer than ${counted(limits.lineBytes)} bytes.`);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (rest.byteLength > 0) yield rest;
}

function* lines(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; ) {
    const end = bytes.indexOf(NEW_LINE, start);
    const next = end === -1 ? bytes.byteLength : end + 1;
    yield bytes.subarray(start, next);
    start = next;
  }
}

/** A fault where the line cannot be windows-1252. */
function requireWindows(bytes: Uint8Array, name: string, line: number): void {
  const odd = bytes.findIndex((byte) => (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 0x7f || meaningless.has(byte));
  const place = `${shown(name)}: line ${counted(line)} is not valid UTF-8, while the rest of the file is`;
  const remedy = 'save the file again in UTF-8. Or if all of it is in another encoding, as Japanese, Korean and Chinese texts may be, name that by the option encoding.';
  if (odd !== -1) throw new ImportFault(`${place}, and its byte ${counted(odd + 1)} (0x${hex(bytes[odd]!)}) is no character of Windows-1252 either. The file is damaged there; ${remedy}`);
  if (/[^\x00-\x7f\ufffd]/.test(utf8.decode(bytes))) throw new ImportFault(`${place}, and it holds characters of UTF-8 besides; so it is no line of another encoding, but damaged. Mend it, and ${remedy}`);
}

const meaningless = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const hex = (byte: number) => byte.toString(16).padStart(2, '0');
