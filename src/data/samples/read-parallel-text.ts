import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import { splitNames } from '../split-words.ts';
import { DoubtfulFiles } from './doubtful-files.ts';
import type { FoundEncoding } from './encoding.ts';
import type { InputFile } from './input-files.ts';
import type { Look } from './look.ts';
import { pairFiles, parallelFiles } from './pair-files.ts';
import type { ReadFilesOptions } from './read-tables.ts';
import { RepairedLines } from './repaired-lines.ts';
import { columnsOf, createRows, type Rows } from './rows.ts';
import { splitsOfFiles } from './split-of-file.ts';
import { linesOf } from './text-lines.ts';

/**
 * Reads text files that are aligned by line into `rows`: `train.en.gz` and `train.de.gz` are the sides `en` and `de` of
 * `train`. The sides become the columns; the one that stands first is the source where nobody says which.
 */
export async function readParallelText(options: ReadFilesOptions): Promise<Rows> {
  const { database, look, encoding } = options;
  const files = await parallelFiles(options);
  const { pairs, sides } = pairFiles(files);
  const columns = columnsOf('', sides, () => 'TEXT');
  await createRows(database, columns);
  const splits = splitsOfFiles(pairs.map(({ stem }) => stem));
  const appender = await database.append('rows');
  const repaired = new RepairedLines();
  const doubtful = new DoubtfulFiles();
  for (const [index, pair] of pairs.entries()) {
    if (look && !look.takesFile()) break;
    const [first, second] = sides.map((side) => pair.files.get(side)!) as [InputFile, InputFile];
    const source = files.indexOf(first);
    const split = splits[index];
    let row = 0;
    for await (const [one, other] of aligned(first, second, { repaired, doubtful, look, encoding })) {
      row += 1;
      appender.appendInteger(source);
      appender.appendBigInt(BigInt(row));
      appender.appendNull();
      if (split === undefined) appender.appendNull();
      else appender.appendUTinyInt(splitNames.indexOf(split));
      appender.appendVarchar(one);
      appender.appendVarchar(other);
      appender.endRow();
    }
  }
  appender.closeSync();
  return { columns, sources: files.map(({ name }) => name), fileSplits: [], continuous: false, skippedFiles: 0, repaired: repaired.told, doubtful: doubtful.told };
}

interface Reading {
  readonly repaired: RepairedLines;
  readonly doubtful: DoubtfulFiles;
  readonly look: Look | undefined;
  readonly encoding: string | undefined;
}

/** The lines of both files, side by side; a fault where one has more. */
async function* aligned(first: InputFile, second: InputFile, { repaired, doubtful, look, encoding }: Reading): AsyncGenerator<[string, string]> {
  const iterators: AsyncGenerator<string>[] = [];
  for (const file of [first, second]) {
    look?.begin(file.name, file.packed);
    const read = look ? await look.headOf(file, encoding) : file;
    const onFound = (found: FoundEncoding) => {
      look?.note({ found }, file.name);
      doubtful.note(file.name, found, first.name);
    };
    iterators.push(linesOf(read, { told: encoding, onFound, onRepair: ({ line }) => repaired.note(first.name, line, line) }));
  }
  const [one, other] = iterators as [AsyncGenerator<string>, AsyncGenerator<string>];
  const counts = [0, 0];
  for (;;) {
    const lines = [await one.next(), await other.next()] as const;
    lines.forEach(({ done }, side) => (counts[side]! += done === true ? 0 : 1));
    if (lines[0].done === true && lines[1].done === true) return;
    if (lines[0].done === true || lines[1].done === true) {
      // Of two beginnings one has more lines.
      if (look?.whole === false) return;
      const longer = lines[0].done === true ? 1 : 0;
      for await (const _line of longer === 1 ? other : one) counts[longer]! += 1;
      throw new ImportFault(`${shown(first.name)} has ${counted(counts[0]!)} lines, but ${shown(second.name)} has ${counted(counts[1]!)}. Line n of one must be the translation of line n of the other.`);
    }
    yield [withoutEnd(lines[0].value), withoutEnd(lines[1].value)];
  }
}

const withoutEnd = (line: string) => line.replace(/\r?\n$/, '');
