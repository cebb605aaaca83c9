import { applyToOne, type CompiledStep, type ImageOutput, type LoadContext, type Tensor, type TensorFlow } from 'flywheel/plugin';
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

/** Decodes points [n, latentSize] into pixels, whole numbers from 0 to 255. */
export type DrawingStep = CompiledStep<[latents: Tensor, ...labels: Tensor[]], Tensor>;

export function compileDrawing({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, { decoder }: Vae): DrawingStep {
  return compile((latents: Tensor, ...labels: Tensor[]) => tf.round(tf.mul(applyToOne(decoder, [latents, ...labels]), 255)), { name: 'The drawing step' });
}

/**
 * Draws images of the pixels' means, in one pass.
 *
 * @param decode a drawing step, or its `eager` for a number of drawings that is not worth a graph.
 */
export async function draw(tf: TensorFlow, decode: DrawingStep['eager'], shape: ModelSignature, classes: readonly string[], drawings: readonly Drawing[]): Promise<ImageOutput[]> {
  const pixels = tf.tidy(() => {
    const latents = tf.tensor2d(drawings.flatMap(({ latent }) => [...latent]), [drawings.length, shape.latentSize]);
    const labels = labelRows(tf, Int32Array.from(drawings, ({ label }) => label), shape.classes);
    return decode(latents, ...labels);
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
