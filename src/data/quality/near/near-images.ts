import type { ImagePixels } from '../../version/open-version.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { isBlank } from '../blank.ts';
import { ImagePages } from '../image-pages.ts';
import { KeyTable, type NearSamples } from './candidates.ts';
import { IMAGE_BANDS, ImageHash } from './image-hash.ts';

/** From this correlation of their pixels on, images are nearly equal. Strokes of MNIST's ones by different hands reach 0.992. */
export const NEAR_IMAGES = 0.994;

/** Keys in which images agree that are compared: one may agree by chance. */
const AGREE = 2;

/** Compares what the perceptual hash finds alike, pixel by pixel; time grows with the pixels, memory holds a mebibyte of them and a byte a sample. */
export async function nearImages(version: AssessedVersion, images: ImagePixels, near: NearSamples): Promise<void> {
  await candidates(version, images);
  await compare(version, images, near);
}

async function candidates({ database }: AssessedVersion, images: ImagePixels): Promise<void> {
  const hash = new ImageHash(images);
  const keys = new Int32Array(IMAGE_BANDS);
  const pages = new ImagePages(images);
  const table = await KeyTable.create(database, 'near_keys', IMAGE_BANDS);
  // In the order of their places, so that pixels are read in one go.
  for await (const chunk of database.stream('SELECT sample_position::INTEGER, place FROM samples ANTI JOIN near_left_out USING (sample_position) ORDER BY place')) {
    const positions = chunk.getColumnValues(0);
    await pages.each(chunk.getColumnValues(1).map(Number), (pixels, from, index) => {
      if (isBlank(pixels, from, images)) return;
      hash.keys(pixels, from, keys);
      table.add(Number(positions[index]), keys);
    });
  }
  await table.pairs();
}

async function compare({ database }: AssessedVersion, images: ImagePixels, near: NearSamples): Promise<void> {
  const [one, two] = [new Uint8Array(images.recordBytes), new Uint8Array(images.recordBytes)];
  let last = -1;
  const query = `SELECT p.sample_position, p.other, a.place, b.place FROM (SELECT * FROM near_pairs GROUP BY ALL HAVING count(*) >= ${AGREE}) p
    JOIN samples a ON a.sample_position = p.sample_position JOIN samples b ON b.sample_position = p.other ORDER BY p.sample_position, p.other`;
  for await (const chunk of database.stream(query)) {
    for (const row of chunk.getRows()) {
      const [position, other, place, otherPlace] = row.map(Number) as [number, number, number, number];
      if (!near.isOpen(position, other)) continue;
      if (last !== position) await images.blob.readInto(one, place * images.recordBytes);
      last = position;
      await images.blob.readInto(two, otherPlace * images.recordBytes);
      const score = correlation(one, two);
      if (score >= NEAR_IMAGES) near.add(position, other, score);
    }
  }
}

/** Pearson's, −1 to 1; 0 where one of them is blank. */
export function correlation(one: Uint8Array, other: Uint8Array): number {
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let index = 0; index < one.length; index += 1) {
    const [x, y] = [one[index]!, other[index]!];
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt((aa - (a * a) / one.length) * (bb - (b * b) / one.length));
  return spread > 0 ? (ab - (a * b) / one.length) / spread : 0;
}
