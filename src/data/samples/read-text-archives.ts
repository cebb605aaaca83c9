import type { ArchiveFile } from '../archive/archive-file.ts';
import { archiveFiles } from '../archive/archive-files.ts';
import { EntryLook } from '../archive/entry-look.ts';
import { Folders } from '../archive/folders.ts';
import { ImportFault } from '../import-fault.ts';
import type { DoubtfulEncodings, RepairedRows } from '../import-options.ts';
import { limits } from '../limits.ts';
import { counted, plural, shown } from '../shown.ts';
import { splitNames, splitOfWord } from '../split-words.ts';
import { DoubtfulFiles } from './doubtful-files.ts';
import { decoded, encodingOf } from './encoding.ts';
import { packedIn } from './input-files.ts';
import type { ReadFilesOptions } from './read-tables.ts';
import { RepairedLines } from './repaired-lines.ts';
import { columnsOf, createRows, type Rows } from './rows.ts';
import { literal } from './sql.ts';

/** Folders of texts without a class, as IMDB has one. */
const UNLABELLED = new Set(['unsup', 'unsupervised', 'unlabeled', 'unlabelled']);

/**
 * Reads archives of text files into `rows`: a folder is a class, it may lie below a folder for its split. Left out are
 * files that do not end in .txt, folders named unsup, and texts beside the folders of classes (lists, README).
 */
export async function readTextArchives(options: ReadFilesOptions): Promise<Rows> {
  const { uploads, database, look } = options;
  const columns = columnsOf('', ['text', 'label'], () => 'TEXT');
  await createRows(database, columns);
  await database.run('CREATE TABLE texts (file INTEGER, row BIGINT, entry VARCHAR, folder INTEGER, text VARCHAR)');
  const appender = await database.append('texts');
  const folders = new TextFolders(uploads.map(({ filename }) => filename));
  const encodings = new TextEncodings(options.encoding);
  const opened = new EntryLook();
  let skipped = 0;
  for (const [source, upload] of uploads.entries()) {
    const reading = { ...options.reading, onRead: (bytes: number) => options.onRead(source, bytes) };
    if (look) look.begin(upload.filename, await packedIn(upload, reading));
    for await (const file of await archiveFiles(upload, reading)) {
      if (look && !opened.goesOn(file.sizeBytes)) {
        look.cut();
        break;
      }
      const segments = file.path.split('/');
      if (!/\.(txt|text)$/i.test(file.path) || segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX' || UNLABELLED.has(segment.toLowerCase()))) {
        skipped += 1;
        continue;
      }
      const folder = folders.numberOf(source, file.path);
      if (look && !opened.takes(file.path)) {
        look.cut();
        continue;
      }
      if (file.sizeBytes > limits.textBytes) throw new ImportFault(`${shown(upload.filename)}: "${shown(file.path)}" has ${counted(file.sizeBytes)} bytes; a text may have ${counted(limits.textBytes)}.`);
      appender.appendInteger(source);
      appender.appendBigInt(BigInt(file.place + 1));
      appender.appendVarchar(file.path);
      appender.appendInteger(folder);
      appender.appendVarchar(await encodings.textIn(await file.read(), upload.filename, file));
      appender.endRow();
    }
  }
  appender.closeSync();
  const { meanings, left } = folders.resolve();
  if (meanings.length === 0) throw new ImportFault(`${uploads.map(({ filename }) => shown(filename)).join(', ')}: no texts. ${plural(skipped, 'other file')} found; .txt files in a folder per class are read.`);
  await database.run('CREATE TABLE folders (folder INTEGER, split UTINYINT, label VARCHAR)');
  await database.run(`INSERT INTO folders VALUES ${meanings.map(({ number, split, label }) => `(${number}, ${split === undefined ? 'NULL' : splitNames.indexOf(split)}, ${label === undefined ? 'NULL' : literal(label)})`).join(', ')}`);
  await database.run('INSERT INTO rows SELECT file, row, entry, split, text, label FROM texts JOIN folders USING (folder) ORDER BY file, row');
  for (const table of ['texts', 'folders']) await database.run(`DROP TABLE ${table}`);
  return { columns, sources: uploads.map(({ filename }) => filename), fileSplits: [], continuous: false, packed: true, skippedFiles: skipped + left, repaired: encodings.repaired, doubtful: encodings.doubtful };
}

/** Reads each text in its own encoding. Where most are UTF-8, those of another are told; where most are not, whether the letters of half of those speak against it. */
class TextEncodings {
  readonly #odd = new RepairedLines();
  readonly #doubtful = new DoubtfulFiles();
  readonly #told: string | undefined;
  #windows = 0;
  #doubts = 0;
  #utf8 = 0;

  /** @param told  the encoding of all, where the caller says it */
  constructor(told: string | undefined) {
    this.#told = told;
  }

  async textIn(bytes: Uint8Array, upload: string, { path, place }: ArchiveFile): Promise<string> {
    const file = {
      name: path,
      async *bytes() {
        yield bytes;
      },
    };
    const found = await encodingOf(file, this.#told);
    const guessed = found.encoding === 'windows-1252' && found.told !== true;
    if (found.encoding === 'utf-8' && !found.ascii) this.#utf8 += 1;
    if (guessed) this.#windows += 1;
    if (found.mixed || guessed) this.#odd.noteText(upload, path, place + 1);
    if (found.doubt !== undefined) this.#doubts += 1;
    this.#doubtful.note(path, found, upload);
    let text = '';
    for await (const piece of decoded(file, found)) text += piece;
    return text;
  }

  get repaired(): RepairedRows | undefined {
    return this.#windows <= this.#utf8 ? this.#odd.told : undefined;
  }

  get doubtful(): DoubtfulEncodings | undefined {
    return this.#windows > this.#utf8 && 2 * this.#doubts >= this.#windows ? this.#doubtful.told : undefined;
  }
}

/** `Folders`, without those that hold texts beside the folders of classes. */
class TextFolders {
  readonly #filenames: readonly string[];
  readonly #met = new Map<string, { number: number; source: number; path: string; count: number }>();

  constructor(filenames: readonly string[]) {
    this.#filenames = filenames;
  }

  numberOf(source: number, textPath: string): number {
    const path = textPath.slice(0, Math.max(0, textPath.lastIndexOf('/')));
    const key = `${source}/${path}`;
    const known = this.#met.get(key) ?? { number: this.#met.size, source, path, count: 0 };
    if (known.number === limits.folders) throw new ImportFault(`More than ${counted(limits.folders)} folders of texts. A folder stands for a class; put the texts of a class into one folder.`);
    known.count += 1;
    this.#met.set(key, known);
    return known.number;
  }

  /** The meaning of each folder that counts, and the number of texts in the others. */
  resolve() {
    const all = [...this.#met.values()];
    const counts = all.filter((folder) => !all.some((other) => other.source === folder.source && isClassBelow(other.path, folder.path)));
    const folders = new Folders(this.#filenames);
    for (const { source, path } of counts) folders.numberOf(source, `${path === '' ? '' : `${path}/`}text`);
    const groups = folders.resolve();
    const meanings = counts.map(({ number }, index) => ({ number, ...groups[index]! }));
    return { meanings, left: all.filter((folder) => !counts.includes(folder)).reduce((sum, { count }) => sum + count, 0) };
  }
}

/** `path` lies in `above`, so the texts of `above` lie beside folders. */
function isClassBelow(path: string, above: string): boolean {
  return path !== above && (above === '' || path.startsWith(`${above}/`)) && !onlySplitsBelow(path);
}

const onlySplitsBelow = (path: string) => splitOfWord(path.split('/').at(-1) ?? '') !== undefined;
