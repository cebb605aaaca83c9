import type { ImageDescription, ValueIssue } from 'flywheel/plugin';
import type { Settings } from '../../../hyperparameters.ts';

export type ImageSettings = Pick<
  Settings,
  'epochs' | 'batchSize' | 'learningRate' | 'layers' | 'heads' | 'modelSize' | 'feedForwardSize' | 'dropout' | 'weightDecay' | 'labelSmoothing' | 'patchSize' | 'convolutionalStem'
>;

/** Images that a run goes through by default; 5 epochs of MNIST. */
const IMAGES = 300_000;
/** Patches along the longer side by default. */
const PATCHES = 4;
/** Every patch sees every other: work grows with the square. */
const MOST_PATCHES = 1024;

/** What suits a dataset version, for each hyper-parameter that the task uses. */
export function defaultsFor({ counts, image }: ImageDescription): ImageSettings {
  return {
    epochs: Math.max(2, Math.min(30, Math.round(IMAGES / Math.max(1, counts.TRAIN)))),
    batchSize: counts.TRAIN < 10_000 ? 64 : 128,
    learningRate: counts.TRAIN < 10_000 ? 1e-3 : 2e-3,
    layers: 4,
    heads: 4,
    modelSize: 64,
    feedForwardSize: 128,
    dropout: 0,
    weightDecay: 0.05,
    labelSmoothing: 0.05,
    patchSize: Math.max(1, Math.ceil(Math.max(image.height, image.width) / (Math.max(image.height, image.width) > 48 ? 2 * PATCHES : PATCHES))),
    convolutionalStem: true,
  };
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
