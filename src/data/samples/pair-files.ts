import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { archiveFiles } from '../archive/archive-files.ts';
import { ImportFault } from '../import-fault.ts';
import { shown } from '../shown.ts';
import { uploadBytes } from '../upload-bytes.ts';
import { type InputFile, isWanted, packedIn } from './input-files.ts';
import type { ReadFilesOptions } from './read-tables.ts';

/** `train.en.gz`: what stands before the side, and the side. */
const SIDE = /^(.*?)[._-]([A-Za-z]{2,10})(?:\.txt)?(?:\.gz)?$/;
/** Of an archive's files: endings that name a language, or src and tgt, and not a format. */
const inArchives = { endings: /[._-](?!(md|html?|pdf|json|csv|tsv|xml|sgm|py|sh|zip|gz|log)(\.|$))[A-Za-z]{2,10}(\.txt)?$/i };

export interface TextPair {
  readonly stem: string;
  /** By side. */
  readonly files: ReadonlyMap<string, InputFile>;
}

/**
 * The files of an import of parallel texts: the uploads, and what archives of them hold, which waits in the folder.
 * @param most  bytes of a file in an archive that are kept
 */
export async function parallelFiles({ uploads, reading, folder, onRead, look }: ReadFilesOptions): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const [index, upload] of uploads.entries()) {
    const counting = { ...reading, onRead: (bytes: number) => onRead(index, bytes) };
    const packed = await packedIn(upload, reading);
    if (packed !== 'zip' && packed !== 'tar') {
      files.push({ name: upload.filename, bytes: () => uploadBytes(upload, counting), packed });
      continue;
    }
    for await (const entry of await archiveFiles(upload, counting)) {
      if (!isWanted(entry.path, inArchives)) continue;
      if (look && !look.takesFile(files.length)) break;
      const path = join(folder, `side-${files.length}`);
      await pipeline(look ? look.beginningOf(entry.stream()) : entry.stream(), createWriteStream(path));
      files.push({ name: entry.path, bytes: () => createReadStream(path, { highWaterMark: 256 * 1024 }), packed });
    }
  }
  return files;
}

/** Pairs files by their names, and tells the two sides, the source first. Faults name the file. */
export function pairFiles(files: readonly InputFile[]): { pairs: TextPair[]; sides: string[] } {
  const pairs = new Map<string, { stem: string; files: Map<string, InputFile> }>();
  const sides: string[] = [];
  for (const file of files) {
    const [, stem, side] = SIDE.exec(file.name) ?? [];
    if (stem === undefined || side === undefined) throw new ImportFault(`${shown(file.name)}: its name tells no side. Name the files as train.en and train.de, also with .gz.`);
    const pair = pairs.get(stem) ?? { stem, files: new Map<string, InputFile>() };
    const twin = pair.files.get(side);
    if (twin) throw new ImportFault(`${shown(file.name)} and ${shown(twin.name)} are both the side "${shown(side)}" of "${shown(stem)}".`);
    pair.files.set(side, file);
    pairs.set(stem, pair);
    if (!sides.includes(side)) sides.push(side);
  }
  if (sides.length !== 2) throw new ImportFault(`The names of the files tell ${sides.length === 0 ? 'no side' : sides.length === 1 ? 'one side' : `${sides.length} sides`}${sides.length === 0 ? '' : ` (${sides.map(shown).join(', ')})`}; two are needed, as in train.en and train.de.`);
  for (const pair of pairs.values()) {
    const missing = sides.find((side) => !pair.files.has(side));
    if (missing !== undefined) throw new ImportFault(`"${shown(pair.stem)}" lacks the side "${shown(missing)}". Send the files of both sides.`);
  }
  return { pairs: [...pairs.values()], sides: inOrder(sides) };
}

/** `src` and `source` first, or `en`, else the one whose file was named first. */
function inOrder(sides: string[]): string[] {
  const first = sides.find((side) => /^(src|source)$/i.test(side)) ?? sides.find((side) => side.toLowerCase() === 'en') ?? sides[0]!;
  return [first, ...sides.filter((side) => side !== first)];
}
