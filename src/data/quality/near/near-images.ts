import type { ImagePixels } from '../../version/open-version.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { isBlank } from '../blank.ts';
import { ImagePages } from '../image-pages.ts';
import { KeyTable, type NearSamples } from './candidates.ts';
import { IMAGE_BANDS, ImageHash } from './image-hash.ts';
import { Likeness } from './likeness.ts';

/** From this likeness on, images are nearly equal. Strokes of MNIST's ones by different hands reach 0.992. */
export const NEAR_IMAGES = 0.994;

/** Keys in which images agree that are compared: one may agree by chance. */
const AGREE = 2;

/** Compares what the perceptual hash finds alike; time grows with the pixels, memory holds a mebibyte of them and a byte a sample. */
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
  const likeness = new Likeness(images);
  const pixels = new Uint8Array(images.recordBytes);
  const fieldsAt = async (place: number) => {
    await images.blob.readInto(pixels, place * images.recordBytes);
    return likeness.fields(pixels);
  };
  let last: { position: number; fields: Float32Array } = { position: -1, fields: new Float32Array(0) };
  const query = `SELECT p.sample_position, p.other, a.place, b.place FROM (SELECT * FROM near_pairs GROUP BY ALL HAVING count(*) >= ${AGREE}) p
    JOIN samples a ON a.sample_position = p.sample_position JOIN samples b ON b.sample_position = p.other ORDER BY p.sample_position, p.other`;
  for await (const chunk of database.stream(query)) {
    for (const row of chunk.getRows()) {
      const [position, other, place, otherPlace] = row.map(Number) as [number, number, number, number];
      if (!near.isOpen(position, other)) continue;
      if (last.position !== position) last = { position, fields: await fieldsAt(place) };
      const score = likeness.of(last.fields, await fieldsAt(otherPlace));
      if (score >= NEAR_IMAGES) near.add(position, other, score);
    }
  }
}
