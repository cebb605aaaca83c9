import type { ImageDescription, Values } from 'flywheel/plugin';
import type { Hyperparameters } from './hyperparameters.ts';

/** What goes into the networks and comes out. */
export interface ModelSignature {
  readonly height: number;
  readonly width: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** Classes that the networks are conditioned on; 0 where they are not. */
  readonly classes: number;
  readonly latentSize: number;
}

/** All that decides the layers. */
export interface ModelShape extends ModelSignature {
  readonly filters: number;
  readonly hiddenSize: number;
  /** 0: the decoder has no such layer. */
  readonly decoderHiddenSize: number;
}

/** Below it two halvings leave nothing; above it the dense layers alone have hundreds of millions of weights. */
const SMALLEST_SIDE = 4;
const LARGEST_SIDE = 256;

/**
 * The network for these settings and this dataset version.
 *
 * @throws where they do not go together, with a sentence for the person who started the run.
 */
export function modelShape(hp: Values<Hyperparameters>, data: ImageDescription): ModelShape {
  const { height, width, channels } = data.image;
  if (Math.min(height, width) < SMALLEST_SIDE || Math.max(height, width) > LARGEST_SIDE) {
    throw new Error(`Images of ${width}×${height} pixels do not fit; each side must have ${SMALLEST_SIDE} to ${LARGEST_SIDE} pixels.`);
  }
  if (hp.conditional && data.classes.length === 0) {
    throw new Error('A conditional model needs labels, and this dataset version has no classes. Set conditional to false, or import labels.');
  }
  const { latentSize, filters, hiddenSize, decoderHiddenSize } = hp;
  return { height, width, channels, classes: hp.conditional ? data.classes.length : 0, latentSize, filters, hiddenSize, decoderHiddenSize };
}
