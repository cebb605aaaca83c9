import type { CompiledStep, Dataset, LoadContext, Metrics, SplitName, Tensor, TensorFlow } from 'flywheel/plugin';
import { inferencePass } from '../../../layers/network.ts';
import { ClassificationScores } from '../metrics.ts';
import type { VisionTransformer } from './model.ts';

const BATCH_SIZE = 250;

export type PredictionStep = CompiledStep<[images: Tensor], Tensor>;

export function compilePrediction({ compile }: Pick<LoadContext, 'compile'>, model: VisionTransformer): PredictionStep {
  return compile((images: Tensor) => model(images, inferencePass), { name: 'The prediction step' });
}

/** Metrics without a prefix; empty where nothing has a label. */
export async function evaluate(tf: TensorFlow, predict: PredictionStep, data: Dataset<'IMAGE'>, split: SplitName, signal: AbortSignal): Promise<Metrics> {
  const { height, width, channels } = data.image;
  const scores = new ClassificationScores(data.classes.length);
  for await (const { count, images, labels } of data.batches({ split, size: BATCH_SIZE })) {
    signal.throwIfAborted();
    const logits = tf.tidy(() => predict(tf.tensor4d(images, [count, height, width, channels])));
    scores.add(await logits.data(), labels);
    logits.dispose();
  }
  return scores.count === 0 ? {} : scores.metrics();
}
