import type { ImageDescription } from '../../plugin/index.ts';

/** Float32 values of batches that are made, but not taken yet. */
const AHEAD_BYTES = 64 * 2 ** 20;

/** How many batches of `size` samples may be made ahead: at most `most`, of 64 MiB together; always one. */
export function batchesAhead({ height, width, channels }: ImageDescription['image'], size: number, most: number): number {
  const batchBytes = size * height * width * channels * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.min(most, Math.floor(AHEAD_BYTES / batchBytes)));
}
