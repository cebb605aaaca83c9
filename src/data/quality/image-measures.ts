import { z } from 'zod';
import { wholeNumber } from '../samples/work-database.ts';
import type { ImagePixels, OpenedVersion } from '../version/open-version.ts';
import { isBlank } from './blank.ts';
import { ImagePages } from './image-pages.ts';
import { numbersOf } from './sampled.ts';

/**
 * Of all values of an image, 0 to 1: their mean, their standard deviation, and the mean difference of neighbours, which is great of noise
 * and 0 of nothing.
 */
export const imageMeasureNames = ['brightness', 'contrast', 'sharpness'] as const;

/** Beyond, one line in so many is looked at: enough for means. */
const MOST_VALUES = 2 ** 14;

/**
 * Makes the table `image_measures` (`sample_position`, the measures, and whether it is `blank`) once for each opened version. 100,000 images
 * of 28 × 28 take a second.
 *
 * @param every  one sample in so many is measured
 */
export async function imageMeasures({ database }: Pick<OpenedVersion, 'database'>, images: ImagePixels, signal: AbortSignal, every = 1): Promise<void> {
  const { made } = await database.one(`SELECT count(*) AS made FROM duckdb_tables() WHERE table_name = 'image_measures'`, z.object({ made: wholeNumber }));
  if (made > 0) return;
  await database.run('CREATE TABLE image_measures (sample_position BIGINT, brightness DOUBLE, contrast DOUBLE, sharpness DOUBLE, blank BOOLEAN)');
  const appender = await database.append('image_measures');
  const reader = new ImagePages(images);
  for await (const chunk of database.stream(`SELECT sample_position, place FROM samples WHERE sample_position % ${every} = 0 ORDER BY place`)) {
    const positions = numbersOf(chunk, 0);
    await reader.each(numbersOf(chunk, 1), (pixels, from, index) => {
      signal.throwIfAborted();
      const [brightness, contrast, sharpness] = measure(pixels, from, images);
      appender.appendBigInt(BigInt(positions[index] ?? 0));
      appender.appendDouble(brightness);
      appender.appendDouble(contrast);
      appender.appendDouble(sharpness);
      appender.appendBoolean(isBlank(pixels, from, images));
      appender.endRow();
    });
  }
  appender.flushSync();
  appender.closeSync();
}

function measure(pixels: Uint8Array, from: number, { height, width, channels, recordBytes }: ImagePixels): [number, number, number] {
  const lines = Math.max(1, Math.ceil(recordBytes / MOST_VALUES));
  let sum = 0, squares = 0, steps = 0, count = 0;
  for (let row = 0; row < height; row += lines) {
    const begin = from + row * width * channels;
    for (let at = begin; at < begin + width * channels; at += 1) {
      const value = pixels[at]!;
      sum += value;
      squares += value * value;
      if (at >= begin + channels) steps += Math.abs(value - pixels[at - channels]!);
    }
    count += width * channels;
  }
  const mean = sum / count;
  return [mean / 255, Math.sqrt(Math.max(0, squares / count - mean * mean)) / 255, steps / count / 255];
}
