import type { ImagePixels } from '../version/open-version.ts';

/** Values by which pixels of one colour may differ, as they do after JPEG. */
const NOISE = 2;

/** Whether all pixels are of one colour. Time up to the first that is not. */
export function isBlank(pixels: Uint8Array, from: number, { recordBytes, channels }: Pick<ImagePixels, 'recordBytes' | 'channels'>): boolean {
  for (let channel = from; channel < from + channels; channel += 1) {
    let [least, most] = [pixels[channel]!, pixels[channel]!];
    for (let at = channel; at < from + recordBytes; at += channels) {
      const value = pixels[at]!;
      if (value < least) least = value;
      else if (value > most) most = value;
      if (most - least > NOISE) return false;
    }
  }
  return true;
}
