import type { Batch, Dataset } from 'flywheel/plugin';
import { BATCH_SIZE, drawImages } from './ways/step-times.ts';

/** The peers' model: dense 16 in the encoder, no dense layer but the wide one in the decoder, Adam 1e-3. */
export const PEERS_MODEL = { epochs: 1, batchSize: BATCH_SIZE, latentSize: 2, filters: 32, hiddenSize: 16, decoderHiddenSize: 0, learningRate: 1e-3 };

/** One batch again and again; `onStep` is called before every step and once after the last. */
export function repeatedBatch(steps: number, onStep: () => void): Dataset<'IMAGE'> {
  const batch: Batch<'IMAGE'> = { count: BATCH_SIZE, images: drawImages(), labels: new Int32Array(BATCH_SIZE).fill(-1) };
  return {
    kind: 'IMAGE',
    image: { height: 28, width: 28, channels: 1 },
    classes: [],
    counts: { TRAIN: steps * BATCH_SIZE, VALIDATION: 0, TEST: 0 },
    async *batches() {
      for (let step = 0; step < steps; step++) {
        onStep();
        yield batch;
      }
      onStep();
    },
  };
}
