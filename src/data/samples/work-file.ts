import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { decoded, encodingOf } from './encoding.ts';
import type { InputFile } from './input-files.ts';

/** Writes a text file into the work folder as DuckDB reads it without loss: UTF-8 without a mark, lines ended by \n alone. */
export async function writeWorkText(file: InputFile, path: string): Promise<void> {
  const encoding = await encodingOf(file);
  await pipeline(withUnixLines(decoded(file, encoding)), createWriteStream(path));
}

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
