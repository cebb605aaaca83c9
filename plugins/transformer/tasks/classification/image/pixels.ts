import type { Dataset } from 'flywheel/plugin';
import type { ModelDescription } from './description.ts';

/** Images that are looked at; their pixels are enough. */
const IMAGES = 2000;

/** Mean and standard deviation over all channels of some images of the training split, drawn by the seed. */
export async function pixelStatistics(data: Dataset<'IMAGE'>, seed: number): Promise<ModelDescription['pixels']> {
  let [count, sum, squares] = [0, 0, 0];
  let seen = 0;
  for await (const batch of data.batches({ split: 'TRAIN', size: 250, shuffle: { seed, epoch: 0 } })) {
    for (const value of batch.images) {
      sum += value;
      squares += value * value;
    }
    count += batch.images.length;
    seen += batch.count;
    if (seen >= IMAGES) break;
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count === 0 ? 0 : squares / count - mean * mean;
  return { mean, deviation: variance > 1e-8 ? Math.sqrt(variance) : 1 };
}
