import type { EvaluateContext, TensorFlow } from 'flywheel/plugin';
import { denoisingLoss } from './loss.ts';
import type { Autoencoder } from './model.ts';

const BATCH_SIZE = 250;

/** Goes through a split once. Nats per image. */
export async function evaluate(
  { tf, model, noise }: { tf: TensorFlow; model: Autoencoder; noise: number },
  { data, split, random, signal }: Pick<EvaluateContext<'IMAGE'>, 'data' | 'random' | 'signal'> & { split: 'VALIDATION' | 'TEST' },
): Promise<{ loss: number }> {
  let sum = 0;
  let seen = 0;
  for await (const { images, count } of data.batches({ split, size: BATCH_SIZE })) {
    signal.throwIfAborted();
    const loss = tf.tidy(() => {
      const clean = tf.tensor2d(images, [count, images.length / count]);
      return denoisingLoss(tf, model, clean, tf.mul(random.normal(clean.shape), noise));
    });
    sum += count * ((await loss.data())[0] ?? NaN);
    seen += count;
    loss.dispose();
  }
  return { loss: sum / seen };
}
