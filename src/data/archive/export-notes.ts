import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { shown } from '../shown.ts';
import type { ArchiveFile } from './archive-file.ts';

/** At the top of an exported image archive; it says what folder names cannot. Comes before the images. */
export const exportNotesName = 'flywheel.json';
/** A line for each image; beside `exportNotesName`, and likewise before them. The name is the one that Hugging Face's image folders have. */
export const imageListName = 'metadata.jsonl';

const exportNotes = z.object({
  flywheel: z.literal('image archive 1'),
  /** Folder → class name, of those that differ. A name is as long as folders of archives may be, which is more than tables may have in their labels. */
  classes: z.record(z.string(), z.string().min(1).refine((name) => !name.includes('\0') && name.isWellFormed())),
  /** Whether the list tells the persons that images are about. */
  subjects: z.boolean(),
});
export type ExportNotes = z.infer<typeof exportNotes>;

/** Whatever else it holds, it is meant to be one. */
const meantAsNotes = z.object({ flywheel: z.string().startsWith('image archive') });

const listed = z.object({ file_name: z.string(), subject: z.string().nullish() });

/** What an archive says of its images, if it is an exported one; of any other, nothing. */
export class ArchiveNotes {
  #notes: ExportNotes | undefined;
  readonly #subjects = new Map<string, string>();
  readonly #archive: string;

  /** @param filename  of the archive, for messages */
  constructor(filename: string) {
    this.#archive = filename;
  }

  /** Whether a file is read for its notes. */
  takes({ path, sizeBytes }: ArchiveFile): boolean {
    return (path === exportNotesName && sizeBytes <= limits.encodedImageBytes) || (path === imageListName && this.#notes?.subjects === true);
  }

  /** A file of that name that says nothing of being an export's is no note; one that does, and is not as an export writes it, is a fault: classes would be lost. */
  async read(file: ArchiveFile): Promise<void> {
    if (file.path !== exportNotesName) return this.#readList(file.stream());
    const text = Buffer.from(await file.read()).toString();
    this.#notes = parsed(exportNotes, text);
    if (this.#notes || !parsed(meantAsNotes, text)) return;
    throw new ImportFault(`${shown(this.#archive)}: ${exportNotesName}, which says what classes the folders stand for, is not as an export writes it. Export the version again; or take that file out, and the folders name the classes.`);
  }

  /** The class that a folder stands for. */
  classOf(folder: string): string {
    return (this.#notes && Object.hasOwn(this.#notes.classes, folder) ? this.#notes.classes[folder] : undefined) ?? folder;
  }

  /** The person that an image is about; undefined where nobody is told. */
  subjectOf(path: string): string | undefined {
    return this.#subjects.get(path);
  }

  async #readList(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of bytes) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > limits.lineBytes) return;
      for (const line of lines) this.#note(line);
    }
    this.#note(rest);
  }

  #note(line: string): void {
    const entry = parsed(listed, line);
    const subject = entry?.subject?.trim().normalize('NFC');
    if (entry && subject && this.#subjects.size < limits.entries) this.#subjects.set(entry.file_name, subject);
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
