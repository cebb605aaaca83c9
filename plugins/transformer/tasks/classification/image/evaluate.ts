import type { Batch, CompiledStep, Dataset, LoadContext, Metrics, SplitName, Tensor } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import { ClassificationScores } from '../metrics.ts';
import type { ModelDescription } from './description.ts';
import type { VisionTransformer } from './model.ts';
import { imagesOf } from './settings.ts';

const BATCH_SIZE = 250;
/** Numbers of a batch before the cut at most, where images are large: 268 MB. */
const NUMBERS = 2 ** 26;

export interface Predictor {
  /** Images that are looked at together. */
  readonly atOnce: number;
  /** count × classes, row by row. */
  logits(batch: Pick<Batch<'IMAGE'>, 'count' | 'images'>): Promise<Float32Array>;
  dispose(): void;
}

export function createPredictor({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: VisionTransformer, { image, settings, classes }: Pick<ModelDescription, 'image' | 'settings' | 'classes'>): Predictor {
  const { height, width, channels } = image;
  const size = height * width * channels;
  const atOnce = Math.min(BATCH_SIZE, imagesOf(NUMBERS, image, settings.convolutionalStem));
  const step: CompiledStep<[images: Tensor], Tensor> = compile((images: Tensor) => model(images, inferencePass), { name: 'The prediction step' });
  return {
    atOnce,
    async logits({ count, images }) {
      const all = new Float32Array(count * classes.length);
      for (let start = 0; start < count; start += atOnce) {
        const end = Math.min(count, start + atOnce);
        const logits = tf.tidy(() => step(tf.tensor4d(images.subarray(start * size, end * size), [end - start, height, width, channels])));
        try {
          all.set(await logits.data<'float32'>(), start * classes.length);
        } finally {
          logits.dispose();
        }
      }
      return all;
    },
    dispose: () => step.dispose(),
  };
}

/** Metrics without a prefix; empty where nothing has a label. */
export async function evaluate(predictor: Predictor, data: Dataset<'IMAGE'>, split: SplitName, signal: AbortSignal): Promise<Metrics> {
  const scores = new ClassificationScores(data.classes.length);
  for await (const batch of data.batches({ split, size: predictor.atOnce })) {
    signal.throwIfAborted();
    scores.add(await predictor.logits(batch), batch.labels);
  }
  return scores.count === 0 ? {} : scores.metrics();
}
