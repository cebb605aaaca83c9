import type { Dataset } from 'flywheel/plugin';
import type { ModelDescription } from './description.ts';
import { imagesOf } from './settings.ts';

/** Images that are looked at; their pixels are enough. */
const IMAGES = 2000;
/** Of large images, above 128² in colours, fewer are: those that have so many numbers. */
const NUMBERS = 1e8;
/** Images that are read together, and of large ones the numbers that they have at most. */
const READ = 250;
const READ_NUMBERS = 2 ** 24;

/** Mean and standard deviation over all channels of some images of the training split, drawn by the seed. */
export async function pixelStatistics(data: Dataset<'IMAGE'>, seed: number): Promise<ModelDescription['pixels']> {
  let [count, sum, squares] = [0, 0, 0];
  let seen = 0;
  const size = Math.min(READ, imagesOf(READ_NUMBERS, data.image, false));
  for await (const batch of data.batches({ split: 'TRAIN', size, shuffle: { seed, epoch: 0 } })) {
    for (const value of batch.images) {
      sum += value;
      squares += value * value;
    }
    count += batch.images.length;
    seen += batch.count;
    if (seen >= IMAGES || count >= NUMBERS) break;
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count === 0 ? 0 : squares / count - mean * mean;
  return { mean, deviation: variance > 1e-8 ? Math.sqrt(variance) : 1 };
}
