import { ImportFault } from '../import-fault.ts';
import { counted, shown } from '../shown.ts';
import { splitNames } from '../split-words.ts';
import { type Upload, uploadBytes } from '../upload-bytes.ts';
import type { ReadFilesOptions } from './read-tables.ts';
import type { InputFile } from './input-files.ts';
import { RepairedLines } from './repaired-lines.ts';
import { columnsOf, createRows, type Rows } from './rows.ts';
import { splitsOfFiles } from './split-of-file.ts';
import { linesOf } from './text-lines.ts';

interface Pair {
  readonly stem: string;
  /** Index into the uploads, per side. */
  readonly files: Map<string, number>;
}

/**
 * Reads text files that are aligned by line into `rows`: `train.en.gz` and `train.de.gz` are the sides `en` and `de` of
 * `train`. The sides become the columns; the one that stands first is the source where nobody says which.
 */
export async function readParallelText(options: ReadFilesOptions): Promise<Rows> {
  const { uploads, database } = options;
  const { pairs, sides } = pairFiles(uploads);
  const columns = columnsOf('', sides, () => 'TEXT');
  await createRows(database, columns);
  const splits = splitsOfFiles(pairs.map(({ stem }) => stem));
  const appender = await database.append('rows');
  const repaired = new RepairedLines();
  for (const [index, { files }] of pairs.entries()) {
    if (options.look && !options.look.takesFile()) break;
    const [first, second] = sides.map((side) => files.get(side)!) as [number, number];
    const split = splits[index];
    let row = 0;
    for await (const [one, other] of aligned(options, first, second, repaired)) {
      row += 1;
      appender.appendInteger(first);
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
  return { columns, sources: uploads.map(({ filename }) => filename), fileSplits: [], continuous: false, skippedFiles: 0, repaired: repaired.told };
}

function pairFiles(uploads: readonly Upload[]): { pairs: Pair[]; sides: string[] } {
  const pairs = new Map<string, Pair>();
  const sides: string[] = [];
  for (const [index, { filename }] of uploads.entries()) {
    const [, stem, side] = /^(.*?)[._-]([A-Za-z]{2,10})(?:\.txt)?(?:\.gz)?$/.exec(filename) ?? [];
    if (stem === undefined || side === undefined) throw new ImportFault(`${shown(filename)}: its name tells no side. Name the files as train.en and train.de, also with .gz.`);
    const pair = pairs.get(stem) ?? { stem, files: new Map<string, number>() };
    if (pair.files.has(side)) throw new ImportFault(`${shown(filename)} and ${shown(uploads[pair.files.get(side)!]!.filename)} are both the side "${shown(side)}" of "${shown(stem)}".`);
    pair.files.set(side, index);
    pairs.set(stem, pair);
    if (!sides.includes(side)) sides.push(side);
  }
  if (sides.length !== 2) throw new ImportFault(`The names of the files tell ${sides.length === 1 ? 'one side' : `${sides.length} sides`} (${sides.map(shown).join(', ')}); two are needed, as in train.en and train.de.`);
  for (const { stem, files } of pairs.values()) {
    const missing = sides.find((side) => !files.has(side));
    if (missing !== undefined) throw new ImportFault(`"${shown(stem)}" lacks the side "${shown(missing)}". Send the files of both sides.`);
  }
  return { pairs: [...pairs.values()], sides: inOrder(sides) };
}

/** `src` and `source` first, or `en`, else the one whose file was named first. */
function inOrder(sides: string[]): string[] {
  const first = sides.find((side) => /^(src|source)$/i.test(side)) ?? sides.find((side) => side.toLowerCase() === 'en') ?? sides[0]!;
  return [first, ...sides.filter((side) => side !== first)];
}

/** The lines of both files, side by side; a fault where one has more. */
async function* aligned({ uploads, reading, onRead, look }: ReadFilesOptions, first: number, second: number, repaired: RepairedLines): AsyncGenerator<[string, string]> {
  const files: InputFile[] = [];
  for (const index of [first, second]) {
    const upload = uploads[index]!;
    const file = { name: upload.filename, bytes: () => uploadBytes(upload, { ...reading, onRead: (bytes) => onRead(index, bytes) }) };
    look?.begin(file.name, undefined);
    files.push(look ? await look.headOf(file) : file);
  }
  const iterators = files.map((file) => {
    return linesOf(file, { onRepair: ({ line }) => repaired.note(uploads[first]!.filename, line, line) });
  }) as [AsyncGenerator<string>, AsyncGenerator<string>];
  const counts = [0, 0];
  for (;;) {
    const lines = [await iterators[0].next(), await iterators[1].next()] as const;
    lines.forEach(({ done }, side) => (counts[side]! += done === true ? 0 : 1));
    if (lines[0].done === true && lines[1].done === true) return;
    if (lines[0].done === true || lines[1].done === true) {
      // Of two beginnings one has more lines.
      if (look?.whole === false) return;
      const longer = lines[0].done === true ? 1 : 0;
      for await (const _line of iterators[longer]) counts[longer]! += 1;
      throw new ImportFault(`${shown(uploads[first]!.filename)} has ${counted(counts[0]!)} lines, but ${shown(uploads[second]!.filename)} has ${counted(counts[1]!)}. Line n of one must be the translation of line n of the other.`);
    }
    yield [withoutEnd(lines[0].value), withoutEnd(lines[1].value)];
  }
}

const withoutEnd = (line: string) => line.replace(/\r?\n$/, '');
