import type { ImageFit, ImageOptions } from '../../domain/dataset-import.ts';

/** What every image is brought to while it is read; as it comes where a field is undefined. */
export interface ImageShape {
  readonly size: { readonly height: number; readonly width: number } | undefined;
  readonly fit: ImageFit;
  readonly channels: 1 | 3 | undefined;
  /** Whether the size was asked for. */
  readonly asked: boolean;
}

export function shapeOf({ height, width, fit = 'COVER', channels }: ImageOptions = {}): ImageShape {
  const asked = height !== undefined && width !== undefined;
  return { size: asked ? { height, width } : undefined, fit, channels, asked };
}
