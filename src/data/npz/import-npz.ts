import { Conversions } from '../archive/conversions.ts';
import { fitPixels, type Pixels, withoutEqualChannels } from '../archive/fit-pixels.ts';
import type { ImportArchivesOptions, ImportedImages, SizesDiffer } from '../archive/import-archives.ts';
import { ImageSizes } from '../archive/image-sizes.ts';
import { MixedPixels } from '../archive/mixed-pixels.ts';
import type { ByteReader } from '../byte-reader.ts';
import { ImportFault } from '../import-fault.ts';
import type { SampleGroup } from '../sample-collector.ts';
import { counted, shown } from '../shown.ts';
import type { SplitName } from '../../plugin/index.ts';
import { imageArray, type ImageArray, npzArrays, readLabels } from './npz-parts.ts';

/** Classes and splits that are met, numbered for the collector. */
class Groups {
  readonly #numbers = new Map<string, number>();
  readonly #groups: SampleGroup[] = [];

  numberOf(split: SplitName | undefined, label: string | undefined): number {
    const key = `${split} ${label}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#groups.push({ split, label });
    this.#numbers.set(key, this.#groups.length - 1);
    return this.#groups.length - 1;
  }

  readonly of = (number: number): SampleGroup => this.#groups[number]!;
}

/**
 * Collects the images of .npz files: `train_images`, `train_labels`, `val_…`, `test_…` as MedMNIST names them, or
 * `x_train`, `y_train`, `x_test`, `y_test` as Keras does; `images` and `labels` without a split. Faults: `ImportFault`.
 */
export async function importNpz(options: ImportArchivesOptions): Promise<ImportedImages | SizesDiffer> {
  const { uploads, collector, reading, shape } = options;
  const [groups, sizes, mixed, conversions] = [new Groups(), new ImageSizes(), new MixedPixels(), new Conversions()];
  const splits = new Set<SplitName | undefined>();
  for (const [source, upload] of uploads.entries()) {
    const labels = await labelsOf(upload, options);
    const counting = { ...reading, onRead: (bytes: number) => options.onRead(source, bytes) };
    for await (const { split, name, reader, header, file } of npzArrays(upload, counting, ({ part }) => part === 'images')) {
      const array = imageArray(header, name);
      const own = labels.get(split);
      if (own !== undefined && own.length !== array.count) throw new ImportFault(`${name} holds ${counted(array.count)} images, but there are ${counted(own.length)} labels for them. One label per image is needed.`);
      splits.add(split);
      sizes.note(array);
      if (sizes.differ && shape.size === undefined) continue;
      let place = 0;
      for await (const image of imagesOf(reader, array, name)) {
        const fitted = await fitPixels(image, shape);
        await collector.writer.appendPixels(fitted.pixels);
        await collector.note(fitted.pixels, groups.numberOf(split, own?.[place]), { source, place, name: file.path });
        mixed.note(fitted.channels);
        conversions.note(fitted.changes);
        place += 1;
      }
    }
  }
  requireSomeImages(uploads, splits);
  requireSplits(splits);
  const common = sizes.differ && shape.size === undefined ? sizes.common() : undefined;
  if (common !== undefined) return { common };
  const size = shape.size ?? sizes.only()!;
  await collector.writer.finishSamples();
  const channels = await mixed.unify(collector, size);
  return { image: { ...size, channels }, groupOf: groups.of, corrupt: { count: 0, examples: [] }, converted: conversions.told(size, shape), skippedFiles: 0 };
}

export function requireSomeImages(uploads: ImportArchivesOptions['uploads'], splits: ReadonlySet<SplitName | undefined>): void {
  if (splits.size === 0) throw new ImportFault(`${uploads.map(({ filename }) => shown(filename)).join(', ')}: no array of images. Arrays named train_images, train_labels, val_…, test_…, or images and labels, are read.`);
}

export function requireSplits(splits: ReadonlySet<SplitName | undefined>): void {
  if (splits.has(undefined) && splits.size > 1) throw new ImportFault('Some arrays of images name a split (train_images, val_images, test_images), others do not. Name all, or none.');
}

/** Labels of each split; they are small, and needed before the images. */
async function labelsOf(upload: ImportArchivesOptions['uploads'][number], { reading }: ImportArchivesOptions): Promise<Map<SplitName | undefined, string[]>> {
  const labels = new Map<SplitName | undefined, string[]>();
  for await (const { split, name, reader, header } of npzArrays(upload, reading, ({ part }) => part === 'labels')) {
    if (labels.has(split)) throw new ImportFault(`${name}: there is another array of labels of the same split.`);
    labels.set(split, await readLabels(reader, header, name));
  }
  return labels;
}

async function* imagesOf(reader: ByteReader, { count, height, width, channels }: ImageArray, name: string): AsyncGenerator<Pixels> {
  const imageBytes = height * width * channels;
  for (let index = 0; index < count; index += 1) {
    const data = new Uint8Array(imageBytes);
    const found = await reader.readInto(data);
    if (found < imageBytes) throw new ImportFault(`${name} declares ${counted(count)} images of ${counted(imageBytes)} bytes, but ends within image ${counted(index + 1)}.`);
    yield withoutEqualChannels({ height, width, channels, data });
  }
}
