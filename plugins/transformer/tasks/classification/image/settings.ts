import type { ImageDescription, ValueIssue, Values } from 'flywheel/plugin';
import type { Hyperparameters, Settings } from '../../../hyperparameters.ts';
import { STEM_CHANNELS } from './stem.ts';

export type ImageSettings = Pick<
  Settings,
  'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'labelSmoothing' | 'patchSize' | 'convolutionalStem'
>;

/** Images that a run goes through by default; 5 epochs of MNIST. */
const IMAGES = 300_000;
/** Patches along the longer side by default, up to so many pixels: no more than 256 in all. */
const PATCHES = [{ upTo: 48, patches: 4 }, { upTo: 512, patches: 8 }, { upTo: Infinity, patches: 16 }];
/** Pixels of the longer side up to which there is a stem by default: with one, 2,048² take some twenty times the products. */
const LARGEST_WITH_STEM = 512;
/** Numbers of a batch before the cut, by default: 134 MB, of which a training step holds several. Up to 128² they make no batch smaller. */
const NUMBERS = 2 ** 25;
/** Every patch sees every other: work grows with the square. */
const MOST_PATCHES = 1024;

/** What suits a dataset version and the stem that is asked for, for each hyper-parameter that the task uses. */
export function defaultsFor({ counts, image }: ImageDescription, asked: Partial<Pick<Values<Hyperparameters>, 'convolutionalStem'>> = {}): ImageSettings {
  const side = Math.max(image.height, image.width);
  const { patches = 1 } = PATCHES.find(({ upTo }) => side <= upTo) ?? {};
  const convolutionalStem = asked.convolutionalStem ?? side <= LARGEST_WITH_STEM;
  return {
    epochs: Math.max(2, Math.min(30, Math.round(IMAGES / Math.max(1, counts.TRAIN)))),
    batchSize: Math.min(counts.TRAIN < 10_000 ? 64 : 128, imagesOf(NUMBERS, image, convolutionalStem)),
    learningRate: counts.TRAIN < 10_000 ? 1e-3 : 2e-3,
    layers: 4,
    heads: 4,
    modelSize: 64,
    feedForwardSize: 128,
    dropout: 0,
    weightDecay: 0.05,
    labelSmoothing: 0.05,
    patchSize: Math.max(1, Math.ceil(side / patches)),
    convolutionalStem,
  };
}

/** How many images have at most so many numbers before the cut, one at least. */
export function imagesOf(numbers: number, { height, width, channels }: ImageDescription['image'], convolutionalStem: boolean): number {
  return Math.max(1, Math.floor(numbers / (height * width * (convolutionalStem ? STEM_CHANNELS : channels))));
}

/** Patches down and across; the last ones are filled up with black. */
export function patchesOf({ height, width }: ImageDescription['image'], patchSize: number): { readonly rows: number; readonly columns: number } {
  return { rows: Math.ceil(height / patchSize), columns: Math.ceil(width / patchSize) };
}

/** What cannot be learned from this dataset version. */
export function dataIssues({ counts, classes }: ImageDescription): ValueIssue[] {
  const issue = (message: string) => [{ field: 'task', message }];
  if (classes.length < 2) return issue(`CLASSIFICATION needs images of at least two classes; this dataset version has ${classes.length === 0 ? 'no labels' : 'one class'}`);
  return counts.TRAIN === 0 ? issue('CLASSIFICATION needs images to train on; the training split of this dataset version is empty') : [];
}

/** Patches that do not suit the images. */
export function patchIssues({ image }: ImageDescription, { patchSize }: Pick<ImageSettings, 'patchSize'>): ValueIssue[] {
  const { rows, columns } = patchesOf(image, patchSize);
  const side = Math.max(image.height, image.width);
  if (patchSize > side) return [{ field: 'patchSize', message: `must be at most ${side}, the longer side of the images, not ${patchSize}` }];
  if (rows * columns <= MOST_PATCHES) return [];
  return [{ field: 'patchSize', message: `cuts images of ${image.width}×${image.height} pixels into ${rows * columns} patches; at most ${MOST_PATCHES} can be told apart, so make it at least ${Math.ceil(side / Math.sqrt(MOST_PATCHES))}` }];
}
