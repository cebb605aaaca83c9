import type { LayersModel } from '@tensorflow/tfjs';
import { applyToOne, type CompiledStep, type ImageOutput, type LoadContext, type Tensor, type TensorFlow } from 'flywheel/plugin';
import { labelRows } from './image-batch.ts';
import type { Signature } from './network-shape.ts';

/** One image to draw. */
export interface Drawing {
  /** latentSize numbers. */
  readonly latent: readonly number[];
  /** Index of the class; −1 for a model without. */
  readonly label: number;
}

/** Latents [n, latentSize] into pixels, whole numbers from 0 to 255. */
export type DrawingStep = CompiledStep<[latents: Tensor, ...labels: Tensor[]], Tensor>;

export function compileDrawing({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, generator: LayersModel): DrawingStep {
  return compile((latents: Tensor, ...labels: Tensor[]) => tf.round(tf.mul(applyToOne(generator, [latents, ...labels]), 255)), { name: 'The drawing step' });
}

/**
 * Draws images in one pass.
 *
 * @param step a drawing step, or its `eager` for a number of drawings that is not worth a graph.
 */
export async function draw(tf: TensorFlow, step: DrawingStep['eager'], shape: Signature, classes: readonly string[], drawings: readonly Drawing[]): Promise<ImageOutput[]> {
  const pixels = tf.tidy(() => {
    const latents = tf.tensor2d(drawings.flatMap(({ latent }) => [...latent]), [drawings.length, shape.latentSize]);
    return step(latents, ...labelRows(tf, Int32Array.from(drawings, ({ label }) => label), shape.classes));
  });
  const values = await pixels.data();
  pixels.dispose();
  const { height, width, channels } = shape;
  const size = height * width * channels;
  return drawings.map(({ label }, index) => {
    const conditionLabel = classes[label];
    const own = Uint8Array.from(values.subarray(index * size, (index + 1) * size));
    return { type: 'image', height, width, channels, pixels: own, ...(conditionLabel === undefined ? {} : { conditionLabel }) };
  });
}
