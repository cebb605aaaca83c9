import { createReadStream } from 'node:fs';
import { truncate } from 'node:fs/promises';
import type { Dialect } from './dialect.ts';

const [NEW_LINE, QUOTE, BACKSLASH] = [10, 34, 92];

/** How the records of a work file follow one another. */
export interface RecordLayout {
  readonly path: string;
  /** Of CSV and TSV; of JSON lines undefined. */
  readonly dialect: Dialect | undefined;
  readonly header: boolean;
  /** A line without anything in it is a record; so it is in tables of one column. */
  readonly emptyLines: boolean;
}

/** The rows (from 1, without the header) that lines (from 1, rising) belong to; a line of the header is left out. */
export async function rowsOfLines(layout: RecordLayout, lines: readonly number[]): Promise<number[]> {
  const rows = new Set<number>();
  let at = 0;
  let last = 0;
  await visitRecords(layout, (row, line) => {
    for (; at < lines.length && lines[at]! < line; at += 1) if (last > 0) rows.add(last);
    last = row;
    return at < lines.length;
  });
  if (at < lines.length && last > 0) rows.add(last);
  return [...rows];
}

/** The line (from 1) on which a row (from 1, without the header) begins; undefined where there is no such row. */
export async function lineOfRow(layout: RecordLayout, wanted: number): Promise<number | undefined> {
  let found: number | undefined;
  await visitRecords(layout, (row, line) => {
    if (row === wanted) found = line;
    return found === undefined;
  });
  return found;
}

/** Cuts the last record off, unless it is the only one. */
export async function dropLastRecord(layout: RecordLayout): Promise<void> {
  let last = { row: 0, position: 0 };
  await visitRecords(layout, (row, _line, position) => ((last = { row, position }), true));
  if (last.row > 1) await truncate(layout.path, last.position);
}

/** Visits each record with its row, and the line and byte where it begins, until the visitor says that it is enough. A quote counts where a field begins with it. */
async function visitRecords({ path, dialect, header, emptyLines }: RecordLayout, visit: (row: number, line: number, position: number) => boolean): Promise<void> {
  const quoted = dialect?.quote === '"';
  const backslash = dialect?.escape === '\\';
  const delimiter = dialect?.delimiter.charCodeAt(0) ?? -1;
  let [row, line, position] = [header ? -1 : 0, 1, 0];
  let state: 'record' | 'field' | 'plain' | 'quoted' | 'escaped' | 'closed' = 'record';
  const begin = () => visit((row += 1), line, position);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) {
      if (state === 'record' && (byte !== NEW_LINE || emptyLines) && !begin()) return;
      if (state === 'quoted') {
        if (byte === QUOTE) state = 'closed';
        else if (backslash && byte === BACKSLASH) state = 'escaped';
      } else if (state === 'escaped') {
        state = 'quoted';
      } else if (byte === NEW_LINE) state = 'record';
      else if (byte === delimiter) state = 'field';
      else if (byte === QUOTE && quoted && state !== 'plain') state = 'quoted';
      else state = 'plain';
      if (byte === NEW_LINE) line += 1;
      position += 1;
    }
  }
}
