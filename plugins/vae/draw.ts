import type { ImageOutput, TensorFlow } from 'flywheel/plugin';
import { runOne } from './apply.ts';
import { labelRows } from './image-batch.ts';
import type { ModelSignature } from './model-shape.ts';
import type { Vae } from './model.ts';

/** One image to draw. */
export interface Drawing {
  /** latentSize numbers. */
  readonly latent: readonly number[];
  /** Index of the class; −1 for a model without. */
  readonly label: number;
}

/** Decodes points of the latent space into images of the pixels' means, in one pass. */
export async function draw(tf: TensorFlow, { decoder }: Vae, shape: ModelSignature, classes: readonly string[], drawings: readonly Drawing[]): Promise<ImageOutput[]> {
  const pixels = tf.tidy(() => {
    const latents = tf.tensor2d(drawings.flatMap(({ latent }) => [...latent]), [drawings.length, shape.latentSize]);
    const labels = labelRows(tf, Int32Array.from(drawings, ({ label }) => label), shape.classes);
    const means = runOne(decoder, [latents, ...labels]);
    return tf.cast(tf.round(tf.mul(means, 255)), 'int32');
  });
  const values = await pixels.data();
  pixels.dispose();
  const size = shape.height * shape.width * shape.channels;
  return drawings.map(({ label }, index) => {
    const conditionLabel = classes[label];
    return {
      type: 'image',
      height: shape.height,
      width: shape.width,
      channels: shape.channels,
      pixels: Uint8Array.from(values.subarray(index * size, (index + 1) * size)),
      ...(conditionLabel === undefined ? {} : { conditionLabel }),
    };
  });
}
