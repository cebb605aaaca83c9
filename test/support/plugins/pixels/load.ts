import type { LoadContext, LoadedModel, Output, Tensor } from 'flywheel/plugin';
import type { Prompt } from './settings.ts';

/** The mean of each pixel, 0 to 1, as float32 in the machine's byte order. */
export const FILE = 'weights/mean.bin';

export async function load({ readFile, dataset, tf, compile }: LoadContext<'IMAGE'>): Promise<LoadedModel<Prompt, 'IMAGE'>> {
  const { height, width, channels } = dataset.image;
  const mean = tf.tensor1d(new Float32Array((await readFile(FILE)).slice().buffer));
  // The noise is an argument: every evaluation has random numbers of its own.
  const evaluation = compile((images: Tensor, noise: Tensor) => images.add(noise.mul(0.01)).sub(mean).square().sum(), { name: 'The evaluation step' });
  return {
    async evaluate({ data, split, random }) {
      let [sum, count] = [0, 0];
      for await (const batch of data.batches({ split, size: 64 })) {
        const loss = tf.tidy(() => {
          const shape: [number, number] = [batch.count, mean.size];
          return evaluation(tf.tensor2d(batch.images, shape), random.normal(shape));
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
    dispose() {
      evaluation.dispose();
      mean.dispose();
    },
  };
}
