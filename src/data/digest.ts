import { createHash } from 'node:crypto';
import type { Manifest } from './layout/manifest.ts';
import { hashBytes } from './layout/manifest.ts';
import { splitNames } from './split-words.ts';

export interface DigestedSamples {
  /** Class index or -1, per sample. */
  readonly labels: Int32Array;
  /** SHA-256 of the pixels, 32 bytes per sample. */
  readonly hashes: Uint8Array;
  /** Positions: TRAIN, VALIDATION, TEST; within a split by hash. */
  readonly order: Uint32Array;
}

/**
 * SHA-256 (hex) of a version's content: the same whatever the order, names and format of the files it came from.
 * Over the line `flywheel images 1 HEIGHT WIDTH CHANNELS`, then for each split in the order TRAIN, VALIDATION, TEST and
 * each label in the order of classes (samples without one first; parts without samples left out) the line
 * `SPLIT COUNT LABEL`, LABEL in JSON, and the sorted SHA-256 hashes of the pixels. Lines end in \n, text is UTF-8.
 */
export function contentDigest(shape: Pick<Manifest, 'image' | 'classes' | 'counts'>, samples: DigestedSamples): string {
  const { height, width, channels } = shape.image;
  const digest = createHash('sha256').update(`flywheel images 1 ${height} ${width} ${channels}\n`);
  let start = 0;
  for (const split of splitNames) {
    const positions = samples.order.subarray(start, start + shape.counts[split]);
    start += positions.length;
    const byLabel = hashesByLabel(positions, samples, shape.classes.length);
    byLabel.forEach((hashes, index) => {
      if (hashes.byteLength === 0) return;
      const label = index === 0 ? null : shape.classes[index - 1];
      digest.update(`${split} ${hashes.byteLength / hashBytes} ${JSON.stringify(label)}\n`).update(hashes);
    });
  }
  return digest.digest('hex');
}

/** Entry 0 holds the hashes of samples without label, entry i + 1 those of class i, each in the order of positions. */
function hashesByLabel(positions: Uint32Array, { labels, hashes }: DigestedSamples, classes: number): Uint8Array[] {
  const counts = new Uint32Array(classes + 1);
  for (const position of positions) counts[labels[position]! + 1]! += 1;
  const parts = Array.from(counts, (count) => new Uint8Array(count * hashBytes));
  const filled = new Uint32Array(classes + 1);
  for (const position of positions) {
    const part = labels[position]! + 1;
    parts[part]!.set(hashes.subarray(position * hashBytes, (position + 1) * hashBytes), filled[part]! * hashBytes);
    filled[part]! += 1;
  }
  return parts;
}
