import type { DatasetDescription } from '../../plugin/index.ts';

/** Bytes of batches that are made, but not taken yet. */
const AHEAD_BYTES = 64 * 2 ** 20;

/** How many batches of `size` samples may be made ahead: at most `most`, of 64 MiB together; always one. */
export function batchesAhead(description: DatasetDescription, size: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(AHEAD_BYTES / (size * sampleBytes(description)))));
}

/** What a sample takes in a batch; of texts and names about. */
function sampleBytes(description: DatasetDescription): number {
  switch (description.kind) {
    case 'IMAGE':
      return description.image.height * description.image.width * description.image.channels * Float32Array.BYTES_PER_ELEMENT;
    case 'TEXT':
      return 32 + 2 * description.text.mean;
    case 'TEXT_PAIR':
      return 64 + 2 * (description.source.mean + description.target.mean);
    case 'TABULAR':
      return 8 + 16 * description.columns.length;
    case 'INTERACTION':
      return 64;
  }
}

/** @throws RangeError */
export function checkBatchSize(size: number): void {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`Samples per batch must be a whole number of at least 1, not ${size}.`);
}
