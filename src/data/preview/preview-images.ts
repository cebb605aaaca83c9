import type { ImportPreview, PreviewedClass, PreviewedFile } from '../../domain/import-preview.ts';
import { shapeOf } from '../archive/image-shape.ts';
import { ImportFault } from '../import-fault.ts';
import { requireTrain } from '../require-train.ts';
import { packedIn } from '../samples/input-files.ts';
import { splitOfFile } from '../samples/split-of-file.ts';
import { lookIntoArchives } from './look-into-archives.ts';
import { lookIntoIdx } from './look-into-idx.ts';
import { lookIntoNpz } from './look-into-npz.ts';
import type { LookedAtImages } from './looked-at-images.ts';
import type { PreviewFilesOptions } from './preview-files.ts';

const CLASSES = 50;

/** Looks into files of images. */
export async function previewImages({ uploads, store, signal, format, image }: PreviewFilesOptions): Promise<ImportPreview> {
  const reading = { store, signal };
  const faults: string[] = [];
  const noted = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      faults.push(error.message);
      return undefined;
    }
  };
  const look = format === 'IDX' ? lookIntoIdx : format === 'NPZ' ? lookIntoNpz : lookIntoArchives;
  const found = await noted(() => look({ uploads, reading, shape: shapeOf(image) }));
  const whole = found?.whole ?? uploads.map(() => false);
  if (found && whole.every(Boolean)) await noted(() => requireTrain(new Set(found.groups.map(({ split }) => split))));
  const files = await Promise.all(uploads.map(async (upload, index) => fileOf(upload.filename, whole[index] ?? false, await noted(() => packedIn(upload, reading)))));
  return { files, columns: [], samples: found?.samples ?? [], classes: classesOf(found?.groups ?? []), images: found?.images, faults: [...new Set(faults)], whole: whole.every(Boolean) };
}

const fileOf = (name: string, whole: boolean, packed: PreviewedFile['packed']): PreviewedFile => ({
  name, packed, whole, encoding: undefined, mixedEncodings: false, encodingInDoubt: false, delimiter: undefined, quoted: undefined, header: undefined, split: splitOfFile(name),
});

function classesOf(groups: LookedAtImages['groups']): PreviewedClass[] {
  const counts = new Map<string | undefined, number>();
  for (const { label, count } of groups) counts.set(label, (counts.get(label) ?? 0) + count);
  const classes = [...counts].map(([label, count]) => ({ label, count })).filter(({ count }) => count > 0);
  return classes.sort((a, b) => b.count - a.count).slice(0, CLASSES);
}
