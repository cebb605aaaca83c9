import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import { limits } from '../limits.ts';
import { DoubtfulFiles } from './doubtful-files.ts';
import type { FoundEncoding } from './encoding.ts';
import { inputFiles } from './input-files.ts';
import type { ReadFilesOptions } from './read-tables.ts';
import { RepairedLines } from './repaired-lines.ts';
import { columnsOf, createRows, type Rows } from './rows.ts';
import { splitOfFile } from './split-of-file.ts';
import { linesOf } from './text-lines.ts';

/** Characters after which a paragraph is cut at the end of a line, and a line without end at once. */
const LONG_PARAGRAPH = 4000;
const LONG_LINE = 20_000;
const inArchives = { endings: /\.(txt|text|md)$/i, named: '.txt, .text or .md' };

/** Reads text files, one after another, into `rows`: a row per paragraph. Joined in their order the rows are the files, character by character. */
export async function readTextFiles({ uploads, database, folder, look, encoding, ...options }: ReadFilesOptions): Promise<Rows> {
  const columns = columnsOf('', ['text'], () => 'TEXT');
  await createRows(database, columns);
  const appender = await database.append('rows');
  const sources: string[] = [];
  let total = 0;
  const repaired = new RepairedLines();
  const doubtful = new DoubtfulFiles();
  for (const [index, upload] of uploads.entries()) {
    const reading = { ...options.reading, onRead: (bytes: number) => options.onRead(index, bytes) };
    for await (const file of inputFiles(upload, inArchives, reading, folder, look?.most)) {
      if (look && !look.takesFile()) break;
      look?.begin(file.name, file.packed);
      let row = 0;
      const onFound = (found: FoundEncoding) => {
        look?.note({ found });
        doubtful.note(file.name, found);
      };
      const lines = linesOf(look ? await look.headOf(file, encoding) : file, { keepMark: true, told: encoding, onFound, onRepair: ({ line }) => repaired.note(file.name, line, undefined) });
      for await (const piece of paragraphs(lines)) {
        row += 1;
        appender.appendInteger(sources.length);
        appender.appendBigInt(BigInt(row));
        appender.appendNull();
        appender.appendNull();
        appender.appendVarchar(piece);
        appender.endRow();
      }
      sources.push(file.name);
      if (row === 0) throw new ImportFault(`${shown(file.name)}: the file is empty.`);
      total += row;
      if (total > limits.samples) throw new ImportFault(`More than ${counted(limits.samples)} paragraphs; split them into several datasets.`);
    }
  }
  appender.closeSync();
  return { columns, sources, fileSplits: sources.map(splitOfFile), continuous: true, skippedFiles: 0, repaired: repaired.told, doubtful: doubtful.told };
}

/**
 * Cuts a text before each line that follows empty ones, so that every piece but the first and last is a paragraph with
 * the empty lines behind it. Long pieces are cut at the end of a line, lines without end anywhere but within a character.
 * Where the next cut is depends on nothing before the last one, so that a part that begins at a cut is cut likewise.
 */
export async function* paragraphs(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string[] = [];
  let length = 0;
  let gap = false;
  for await (const line of lines) {
    const empty = line.trim() === '';
    if (length > 0 && ((gap && !empty) || length >= LONG_PARAGRAPH)) {
      yield held.join('');
      held = [];
      length = 0;
      gap = false;
    }
    let rest = line;
    while (rest.length > LONG_LINE) {
      const end = /[\udc00-\udfff]/.test(rest[LONG_LINE]!) ? LONG_LINE - 1 : LONG_LINE;
      yield held.join('') + rest.slice(0, end);
      held = [];
      length = 0;
      gap = false;
      rest = rest.slice(end);
    }
    held.push(rest);
    length += rest.length;
    gap = empty && (gap || length > rest.length);
  }
  if (length > 0) yield held.join('');
}
