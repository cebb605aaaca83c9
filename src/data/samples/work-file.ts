import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { decoded, encodingOf, type FoundEncoding } from './encoding.ts';
import type { InputFile } from './input-files.ts';

/** Lines that are remembered; what is beyond is counted alone. */
export const MOST_REPAIRED = 100_000;

export interface WrittenText {
  readonly found: FoundEncoding;
  /** Lines (from 1) that were read in another encoding than the others, at most `MOST_REPAIRED` of them. */
  readonly repaired: { readonly count: number; readonly lines: readonly number[] };
}

/** Writes a text file into the work folder as DuckDB reads it without loss: UTF-8 without a mark, lines ended by \n alone. @param told  its encoding, where the caller says it */
export async function writeWorkText(file: InputFile, path: string, told?: string): Promise<WrittenText> {
  const found = await encodingOf(file, told);
  const lines: number[] = [];
  let count = 0;
  const onRepair = ({ line }: { line: number }) => {
    count += 1;
    if (lines.length < MOST_REPAIRED) lines.push(line);
  };
  if (isWorkText(found)) await writeWorkCopy(file, path);
  else await pipeline(withUnixLines(decoded(file, found, { onRepair })), createWriteStream(path));
  return { found, repaired: { count, lines } };
}

/** Whether the file is as DuckDB reads it already. */
const isWorkText = ({ encoding, mixed, mark, returns }: FoundEncoding) => encoding === 'utf-8' && !mixed && !mark && !returns;

/** Writes a file into the work folder as it is. */
export async function writeWorkCopy(file: InputFile, path: string): Promise<void> {
  await pipeline(file.bytes(), createWriteStream(path));
}

// DuckDB's reader of CSV stops without a word where \r\n and \n are mixed (1.5.6).
async function* withUnixLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of pieces) {
    const text = held + piece;
    held = text.endsWith('\r') ? '\r' : '';
    yield (held === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n');
  }
  if (held !== '') yield '\n';
}
