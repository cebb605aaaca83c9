import type { Batch, Dataset } from '../../plugin/index.ts';
import type { Watch } from './watch.ts';

/** The dataset as the plugin gets it: ends with the signal's reason once the run is canceled, and gives signs of life. */
export function guardedDataset(data: Dataset, watch: Watch, onTrainBatch: (batch: Batch) => void): Dataset {
  return {
    kind: data.kind,
    image: data.image,
    classes: data.classes,
    counts: data.counts,
    async *batches(options) {
      for await (const batch of data.batches(options)) {
        await watch.breathe();
        watch.signal.throwIfAborted();
        if (options.split === 'TRAIN') onTrainBatch(batch);
        yield batch;
      }
    },
  };
}
