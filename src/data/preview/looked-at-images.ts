import type { PreviewedImages, PreviewedSample } from '../../domain/import-preview.ts';
import type { SplitName } from '../../plugin/index.ts';
import type { ImageShape } from '../archive/image-shape.ts';
import type { SampleGroup } from '../sample-collector.ts';
import type { PreviewFilesOptions } from './preview-files.ts';

/** What a look into files of images gives. */
export interface LookedAtImages {
  readonly samples: readonly PreviewedSample[];
  readonly images: PreviewedImages | undefined;
  /** Classes and splits of what was looked at. */
  readonly groups: readonly (SampleGroup & { readonly count: number })[];
  /** By index of the upload. */
  readonly whole: readonly boolean[];
}

export interface LookIntoImagesOptions extends Pick<PreviewFilesOptions, 'uploads'> {
  readonly reading: Pick<PreviewFilesOptions, 'store' | 'signal'>;
  readonly shape: ImageShape;
}

/** A sample that is an image. */
export const imageSample = (origin: { file: string; row: number; entry: string | undefined }, { label, split }: { label: string | undefined; split: SplitName | undefined }, picture: PreviewedSample['picture']): PreviewedSample => ({
  ...origin, label, split, picture, complete: true, subject: undefined, values: [],
});
