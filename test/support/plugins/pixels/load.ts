import type { LoadContext, LoadedModel, Output } from 'flywheel/plugin';
import type { Prompt } from './settings.ts';

/** The mean of each pixel, 0 to 1, as float32 in the machine's byte order. */
export const FILE = 'weights/mean.bin';

export async function load({ readFile, dataset, tf }: LoadContext): Promise<LoadedModel<Prompt>> {
  const { height, width, channels } = dataset.image;
  const mean = tf.tensor1d(new Float32Array((await readFile(FILE)).slice().buffer));
  return {
    async evaluate({ data, split, random }) {
      let [sum, count] = [0, 0];
      for await (const batch of data.batches({ split, size: 64 })) {
        const loss = tf.tidy(() => {
          const noise = random.normal([batch.count, mean.size]);
          return tf.tensor2d(batch.images, [batch.count, mean.size]).add(noise.mul(0.01)).sub(mean).square().sum();
        });
        sum += (await loss.data())[0] ?? 0;
        count += batch.count;
        loss.dispose();
      }
      return { loss: sum / count };
    },
    async *generate({ prompt }): AsyncGenerator<Output, void, void> {
      const pixels = Uint8Array.from(await mean.data(), (value) => Math.round(255 * value));
      for (let index = 0; index < prompt.count; index += 1) yield { type: 'image', width, height, channels, pixels };
    },
    dispose: () => mean.dispose(),
  };
}
