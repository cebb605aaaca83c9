import type { Batch, Dataset } from '../../plugin/index.ts';
import type { Watch } from './watch.ts';

/**
 * The dataset as the plugin gets it: ends with the signal's reason once the run is canceled, and gives signs of life.
 *
 * @param onTrainBatch  told each batch of the training split, and the milliseconds from asking for it to having it
 */
export function guardedDataset(data: Dataset, watch: Watch, onTrainBatch: (batch: Batch, waitedMs: number) => void): Dataset {
  return {
    ...data,
    async *batches(options) {
      let asked = performance.now();
      for await (const batch of data.batches(options)) {
        const waitedMs = performance.now() - asked;
        await watch.breathe();
        watch.signal.throwIfAborted();
        if (options.split === 'TRAIN') onTrainBatch(batch, waitedMs);
        yield batch;
        asked = performance.now();
      }
    },
  };
}
