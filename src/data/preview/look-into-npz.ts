import { fitPixels, withoutEqualChannels } from '../archive/fit-pixels.ts';
import { requireSomeImages, requireSplits } from '../npz/import-npz.ts';
import { imageArray, npzArrays, readLabels } from '../npz/npz-parts.ts';
import type { SplitName } from '../../plugin/index.ts';
import { SHOWN } from './candidates.ts';
import { pictureOf } from './picture.ts';
import { imageSample, type LookedAtImages, type LookIntoImagesOptions } from './looked-at-images.ts';
import { SeenImages } from './seen-images.ts';

/** Labels of an array that are counted. */
const LABELS = 10_000;

/** Looks into .npz files: the headers of their arrays, the first labels of each, and the first images. Faults: `ImportFault`. */
export async function lookIntoNpz({ uploads, reading, shape }: LookIntoImagesOptions): Promise<LookedAtImages> {
  const seen = new SeenImages(shape);
  const groups: { split: SplitName | undefined; label: string | undefined; count: number }[] = [];
  const samples: LookedAtImages['samples'][number][] = [];
  const splits = new Set<SplitName | undefined>();
  const whole = uploads.map(() => true);
  for (const [source, upload] of uploads.entries()) {
    const labels = new Map<SplitName | undefined, string[]>();
    for await (const { split, name, reader, header } of npzArrays(upload, reading, ({ part }) => part === 'labels')) {
      const [count = 0, ...rest] = header.shape;
      labels.set(split, await readLabels(reader, { ...header, shape: [Math.min(LABELS, count), ...rest] }, name));
    }
    for await (const { split, name, reader, header, file } of npzArrays(upload, reading, ({ part }) => part === 'images')) {
      const { count, height, width, channels } = imageArray(header, name);
      const own = labels.get(split);
      splits.add(split);
      seen.measured({ height, width }, count);
      const counts = new Map<string | undefined, number>(own ? [] : [[undefined, count]]);
      for (const label of own ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
      groups.push(...[...counts].map(([label, number]) => ({ split, label, count: number })));
      const wanted = Math.min(SHOWN - samples.length, count);
      if (wanted < count) whole[source] = false;
      const size = shape.size ?? seen.size ?? { height, width };
      for (let row = 0; row < wanted; row += 1) {
        const data = new Uint8Array(height * width * channels);
        if ((await reader.readInto(data)) < data.byteLength) break;
        const came = withoutEqualChannels({ height, width, channels, data });
        seen.decoded({ channels: came.channels, changes: [] });
        samples.push(imageSample({ file: upload.filename, row: row + 1, entry: file.path }, { label: own?.[row], split }, await pictureOf(await fitPixels(came, { ...shape, size }), came)));
      }
    }
  }
  requireSomeImages(uploads, splits);
  requireSplits(splits);
  return { samples, images: seen.told, groups, whole };
}
