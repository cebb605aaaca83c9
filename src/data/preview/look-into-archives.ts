import type { PreviewedSample } from '../../domain/import-preview.ts';
import type { ArchiveFile } from '../archive/archive-file.ts';
import { archiveFiles } from '../archive/archive-files.ts';
import { decodeImage, measureImage } from '../archive/decode-image.ts';
import { EntryLook } from '../archive/entry-look.ts';
import { entryUse } from '../archive/entry-use.ts';
import { Folders } from '../archive/folders.ts';
import { type ImageShape, shapeOf } from '../archive/image-shape.ts';
import { noImages, tooLarge } from '../archive/import-archives.ts';
import { limits } from '../limits.ts';
import { shown } from '../shown.ts';
import { Candidates, type Candidate } from './candidates.ts';
import { pictureOf } from './picture.ts';
import { imageSample, type LookedAtImages, type LookIntoImagesOptions } from './looked-at-images.ts';
import { SeenImages } from './seen-images.ts';

/** Pixels that are decoded to tell colours and modes; of more images only the size is read. */
const DECODED_PIXELS = 2 ** 25;
const asTheyCome = shapeOf();

/** Looks into archives of images: a few of each folder are opened, of more only the names are counted. Faults: `ImportFault`. */
export async function lookIntoArchives({ uploads, reading, shape }: LookIntoImagesOptions): Promise<LookedAtImages> {
  const folders = new Folders(uploads.map(({ filename }) => filename));
  const counts: number[] = [];
  const opened = new EntryLook();
  const seen = new SeenImages(shape);
  const candidates = new Candidates();
  const whole = uploads.map(() => true);
  let [pixels, unreadable, skipped] = [0, 0, 0];

  const open = async (source: number, folder: number, file: ArchiveFile) => {
    const bytes = file.sizeBytes > limits.encodedImageBytes ? undefined : await file.read();
    const size = bytes === undefined ? tooLarge : await measureImage(bytes);
    const decode = !('reason' in size) && pixels < DECODED_PIXELS;
    if (decode) pixels += size.height * size.width;
    const image = decode && bytes ? await decodeImage(bytes, asTheyCome) : size;
    if (bytes === undefined || 'reason' in size || 'reason' in image) {
      unreadable += 1;
      return seen.unreadable(`${shown(file.path)} (${'reason' in image ? image.reason : tooLarge.reason})`);
    }
    seen.measured(size);
    if ('pixels' in image) seen.decoded(image);
    candidates.offer({ source, folder, path: file.path, place: file.place, bytes, ...size });
  };

  for (const [source, upload] of uploads.entries()) {
    for await (const file of await archiveFiles(upload, reading)) {
      if (!opened.goesOn(file.sizeBytes)) {
        whole[source] = false;
        break;
      }
      if (entryUse(file.path) === 'skip') {
        skipped += 1;
        continue;
      }
      const folder = folders.numberOf(source, file.path);
      counts[folder] = (counts[folder] ?? 0) + 1;
      if (opened.takes(file.path)) await open(source, folder, file);
      else whole[source] = false;
    }
  }
  if (seen.size === undefined || seen.told === undefined) noImages(uploads, { corrupt: { count: unreadable, examples: seen.unreadableNames }, skippedFiles: skipped });
  const groups = folders.resolve();
  const samples = await Promise.all(candidates.chosen.map((candidate) => sampleOf(candidate, uploads, groups[candidate.folder] ?? { split: undefined, label: undefined }, { ...shape, size: seen.size, channels: shape.channels ?? seen.told?.channels })));
  return { samples, images: seen.told, whole, groups: groups.map((group, index) => ({ ...group, count: counts[index] ?? 0 })) };
}

async function sampleOf({ source, path, place, bytes, ...came }: Candidate, uploads: LookIntoImagesOptions['uploads'], group: Parameters<typeof imageSample>[1], shape: ImageShape): Promise<PreviewedSample> {
  const image = await decodeImage(bytes, shape);
  const picture = 'reason' in image ? undefined : await pictureOf(image, came);
  return imageSample({ file: uploads[source]?.filename ?? '', row: place + 1, entry: path }, group, picture);
}
