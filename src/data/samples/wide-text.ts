import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import type { InputFile } from './input-files.ts';

export type WideEncoding = 'utf-16le' | 'utf-16be';

/** Bytes that are looked at in a file without a mark. */
const [LEAST, LOOKED_AT] = [16, 4096];
/** Of two bytes that are a character, one is zero in letters, digits and signs of Western texts; the other hardly ever is. */
const [ZEROS_FROM, OTHERS_TO] = [0.3, 0.01];

/** Whether the beginning of a file is UTF-16: by its mark, else by where its zeros are. */
export function wideEncodingOf(start: Uint8Array): { readonly encoding: WideEncoding; readonly mark: boolean } | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', mark: true };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', mark: true };
  const pairs = Math.min(LOOKED_AT, start.byteLength) >> 1;
  if (pairs * 2 < LEAST) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at += 1) if (start[at] === 0) zeros[at % 2]! += 1;
  const [first, second] = zeros.map((count) => count / pairs) as [number, number];
  if (second >= ZEROS_FROM && first <= OTHERS_TO) return { encoding: 'utf-16le', mark: false };
  return first >= ZEROS_FROM && second <= OTHERS_TO ? { encoding: 'utf-16be', mark: false } : undefined;
}

/** The text of a file in UTF-16, in pieces. A fault, with its line, where it holds NUL or half a character. */
export async function* wideText(file: InputFile, encoding: WideEncoding, keepMark: boolean): AsyncGenerator<string> {
  let [bytes, begun, line, first] = [Buffer.alloc(0), '', 1, true];
  const fault = (text: string, at: number, what: string) => new ImportFault(`${shown(file.name)}: line ${counted(line + linesIn(text.slice(0, at)))} ${what}`);
  for await (const chunk of file.bytes()) {
    const all = Buffer.concat([bytes, chunk]);
    const whole = all.subarray(0, all.byteLength - (all.byteLength % 2));
    bytes = all.subarray(whole.byteLength);
    let text = begun + (encoding === 'utf-16be' ? whole.swap16() : whole).toString('utf16le');
    begun = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    text = text.slice(0, text.length - begun.length);
    const nul = text.indexOf('\0');
    if (nul !== -1) throw fault(text, nul, 'holds a NUL character. That is no text file; save it as text in UTF-8.');
    if (!text.isWellFormed()) throw fault(text, text.search(/\p{Cs}/u), 'holds half a character of UTF-16. The file is damaged there; save it again in UTF-8.');
    if (text !== '') yield first && !keepMark ? text.replace(/^\ufeff/, '') : text;
    line += linesIn(text);
    first = false;
  }
  if (bytes.byteLength > 0 || begun !== '') throw fault('', 0, 'ends within a character of UTF-16. The file is cut off; send the whole of it.');
}

/** Ends of lines: \n, \r\n and \r. */
const linesIn = (text: string) => text.match(/\r\n?|\n/g)?.length ?? 0;
