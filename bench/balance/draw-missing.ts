import type { Dataset, LoadedModel } from 'flywheel/plugin';
import { writeGenerated } from '../../src/data/reading/generated-images.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';
import { createRandom } from '../../src/tensor/random.ts';
import type { TensorTools } from '../../src/tensor/tools.ts';

/** Of a prompt. */
const AT_ONCE = 256;

/** Has a conditional model draw so many images of each class, and stores them below a key as a trainer does. */
export async function drawMissing(tools: TensorTools, model: LoadedModel, { image, classes }: Dataset<'IMAGE'>, counts: readonly number[], store: BlobStore, key: string): Promise<void> {
  const size = image.height * image.width * image.channels;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [pixels, labels] = [new Uint8Array(total * size), new Int32Array(total)];
  let drawn = 0;
  for (const [index, wanted] of counts.entries()) {
    const random = createRandom(tools.tf, 'TENSORFLOW', index + 1);
    const end = drawn + wanted;
    while (drawn < end) {
      const prompt = { label: classes[index] ?? '', count: Math.min(AT_ONCE, end - drawn) };
      for await (const output of model.generate({ prompt, random, readImage: () => Promise.reject(new Error('There are no uploads.')), signal: new AbortController().signal })) {
        if (output.type !== 'image') throw new Error(`An image was asked for; ${output.type} came.`);
        pixels.set(output.pixels, drawn * size);
        labels[drawn] = index;
        drawn += 1;
      }
    }
  }
  await writeGenerated(store, key, { manifest: { generated: true, modelVersionId: 'bench', image, classes: [...classes], counts: [...counts] }, pixels, labels });
}
