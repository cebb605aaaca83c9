import type { ImageDescription, Values } from 'flywheel/plugin';
import type { Hyperparameters } from './hyperparameters.ts';

/** What goes into the generator and comes out. */
export interface Signature {
  readonly height: number;
  readonly width: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** Classes that both networks are conditioned on; 0 where they are not. */
  readonly classes: number;
  readonly latentSize: number;
}

/** All that decides the layers of both networks. */
export interface NetworkShape extends Signature {
  /** Channels beside the pixels. */
  readonly filters: number;
  /** Doublings of the sides in the generator, and halvings in the discriminator. */
  readonly levels: number;
}

/** The generator starts from a map whose longer side has at most so many pixels. */
const LARGEST_SEED = 8;

/** 2 levels up to 32 pixels, 3 up to 64, 4 up to 128. */
export function levelsOf(height: number, width: number): number {
  return Math.max(2, Math.ceil(Math.log2(Math.max(height, width) / LARGEST_SEED)));
}

export function networkShape(hp: Values<Hyperparameters>, { image: { height, width, channels }, classes }: ImageDescription): NetworkShape {
  const { latentSize, filters } = hp;
  return { height, width, channels, classes: hp.conditional ? classes.length : 0, latentSize, filters, levels: levelsOf(height, width) };
}

/** Sides and channels of the map before each doubling, smallest first; with 48 filters and 28 × 28 pixels 7 × 7 × 96 and 14 × 14 × 48. */
export function mapsOf({ height, width, filters, levels }: NetworkShape): { rows: number; columns: number; channels: number }[] {
  const [rows, columns] = [Math.ceil(height / 2 ** levels), Math.ceil(width / 2 ** levels)];
  return Array.from({ length: levels }, (_, level) => ({ rows: rows * 2 ** level, columns: columns * 2 ** level, channels: filters * 2 ** (levels - 1 - level) }));
}
