import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';

/** That one pass may hold between its layers: the first calls of a compiled step keep all of it until they end, its graph less. */
export const MOST_BYTES = 256 * 2 ** 20;
/** Of a float32. */
export const BYTES = 4;

/** Images of a pass: as many as are wanted, or the largest equal part of them that is within the bound; at least one. */
export function imagesAtOnce(wanted: number, bytesPerImage: number): number {
  let parts = 1;
  while (parts < wanted && (wanted % parts > 0 || (wanted / parts) * bytesPerImage > MOST_BYTES)) parts += 1;
  return wanted / parts;
}

/** What all layers of some networks give of one image. */
export function bytesOfLayers(models: readonly LayersModel[]): number {
  return bytesOf(models.flatMap(({ layers }) => layers.flatMap(({ output }) => [output].flat())));
}

/** Of one row of each tensor. */
export function bytesOf(tensors: readonly SymbolicTensor[]): number {
  return BYTES * tensors.reduce((sum, { shape }) => sum + shape.reduce<number>((size, side) => size * (side ?? 1), 1), 0);
}
