import type { ImageDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { readGenerated } from './generated-images.ts';
import { SCALED } from './open-images.ts';
import type { SampleReader } from './sample-reader.ts';

/** Positions of generated images begin here, beyond all of a version's own. */
const FIRST = 2 ** 31;

/** The images of a version, and behind those of its training split the ones that were generated for a run. */
export async function withGenerated(stored: SampleReader<'IMAGE'>, store: BlobStore, key: string, description: ImageDescription): Promise<SampleReader<'IMAGE'>> {
  const { pixels, labels } = await readGenerated(store, key, description);
  const size = description.image.height * description.image.width * description.image.channels;
  const { TRAIN } = stored.orders;
  const train = new Uint32Array(TRAIN.length + labels.length);
  train.set(TRAIN);
  labels.forEach((_, index) => (train[TRAIN.length + index] = FIRST + index));
  return {
    ...stored,
    orders: { ...stored.orders, TRAIN: train },
    labelsOf: (positions) => Int32Array.from(positions, (position) => (position < FIRST ? (stored.labelsOf?.(Uint32Array.of(position))[0] ?? -1) : labels[position - FIRST]!)),
    async read(positions) {
      const own = await stored.read(positions.filter((position) => position < FIRST));
      if (own.count === positions.length) return own;
      const batch = { count: positions.length, images: new Float32Array(positions.length * size), labels: new Int32Array(positions.length) };
      let taken = 0;
      positions.forEach((position, index) => {
        if (position < FIRST) {
          batch.images.set(own.images.subarray(taken * size, (taken + 1) * size), index * size);
          batch.labels[index] = own.labels[taken]!;
          taken += 1;
        } else {
          const from = (position - FIRST) * size;
          for (let pixel = 0; pixel < size; pixel += 1) batch.images[index * size + pixel] = SCALED[pixels[from + pixel]!]!;
          batch.labels[index] = labels[position - FIRST]!;
        }
      });
      return batch;
    },
  };
}
