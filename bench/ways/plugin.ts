/** The VAE plugin's own `train`, fed from memory: what a step costs without the platform. */
import type { Batch, Dataset } from 'flywheel/plugin';
import { train } from '../../plugins/vae/train.ts';
import { bareContext } from '../trainer.ts';
import { BATCH_SIZE, drawImages, printTimes, wantedSteps, WARM_UP_STEPS } from './step-times.ts';

/** The peers' model: dense 16 in the encoder, no dense layer but the wide one in the decoder, Adam 1e-3. */
const PEERS_MODEL = { epochs: 1, batchSize: BATCH_SIZE, latentSize: 2, filters: 32, hiddenSize: 16, decoderHiddenSize: 0, learningRate: 1e-3 };

const steps = wantedSteps() + WARM_UP_STEPS;
const marks: number[] = [];
const batch: Batch = { count: BATCH_SIZE, images: drawImages(), labels: new Int32Array(BATCH_SIZE).fill(-1) };
const data: Dataset = {
  kind: 'IMAGE',
  image: { height: 28, width: 28, channels: 1 },
  classes: [],
  counts: { TRAIN: steps * BATCH_SIZE, VALIDATION: 0, TEST: 0 },
  async *batches() {
    for (let step = 0; step < steps; step++) {
      marks.push(performance.now());
      yield batch;
    }
    marks.push(performance.now());
  },
};

let loss = NaN;
for await (const event of train(await bareContext(data, PEERS_MODEL, 1))) {
  if (event.type === 'metrics') loss = event.values['train/loss'] ?? loss;
}
const times = marks.slice(1).map((mark, step) => mark - (marks[step] ?? NaN));
printTimes('plugin', times.slice(WARM_UP_STEPS), loss);
