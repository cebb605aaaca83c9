import { PromptError, type Image } from 'flywheel/plugin';
import type { ModelDescription } from './description.ts';

/**
 * A picture as the model takes it, 0 to 1. Of a coloured one a gray model takes the luma (ITU-R BT.601: 0.299 red, 0.587
 * green, 0.114 blue); of a gray one a coloured model takes the same gray three times.
 *
 * @throws PromptError where the picture has another size
 */
export function pixelsOf({ height, width, channels, pixels }: Image, image: ModelDescription['image']): Float32Array {
  if (height !== image.height || width !== image.width) {
    throw new PromptError('imageUploadId', `The picture has ${width}×${height} pixels (width × height); this model was trained on ${image.width}×${image.height}. Scale or cut it to that size.`);
  }
  return Float32Array.from({ length: height * width * image.channels }, (_, k) => {
    const pixel = Math.floor(k / image.channels);
    if (channels === image.channels) return (pixels[k] ?? 0) / 255;
    if (channels === 1) return (pixels[pixel] ?? 0) / 255;
    const [red = 0, green = 0, blue = 0] = pixels.subarray(pixel * channels, pixel * channels + 3);
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
  });
}
