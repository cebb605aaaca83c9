import type { DescriptionOf, ParsedValues, Values, ValueIssue } from 'flywheel/plugin';
import type { AdversarialLoss, Hyperparameters } from './hyperparameters.ts';

const SMALLEST_SIDE = 28;
const LARGEST_SIDE = 128;

/** What suits a loss, where nothing else is asked for: as measured on MNIST, docs/gan.md. */
const suited: Readonly<Record<AdversarialLoss, { readonly generatorLearningRate: number; readonly discriminatorLearningRate: number; readonly spectralNormalization: boolean }>> = {
  NON_SATURATING: { generatorLearningRate: 8e-4, discriminatorLearningRate: 8e-4, spectralNormalization: true },
  HINGE: { generatorLearningRate: 8e-4, discriminatorLearningRate: 8e-4, spectralNormalization: true },
  // The penalty already holds the discriminator's slope.
  WASSERSTEIN_GP: { generatorLearningRate: 8e-4, discriminatorLearningRate: 8e-4, spectralNormalization: false },
};

/** Settings with everything that depends on the loss. */
export type Settings = Values<Hyperparameters> & (typeof suited)[AdversarialLoss];

export function settle(hp: Values<Hyperparameters>): Settings {
  const by = suited[hp.loss];
  return {
    ...hp,
    generatorLearningRate: hp.generatorLearningRate ?? by.generatorLearningRate,
    discriminatorLearningRate: hp.discriminatorLearningRate ?? by.discriminatorLearningRate,
    spectralNormalization: hp.spectralNormalization ?? by.spectralNormalization,
  };
}

/** Fills in what follows from the loss, and refuses images and labels that no network of this kind can be made for. */
export function fitHyperparameters(hp: Values<Hyperparameters>, dataset: DescriptionOf<'IMAGE'>): ParsedValues<Hyperparameters> {
  const issues = misfits(hp, dataset);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, values: settle(hp) };
}

/** What is wrong with the dataset version for these settings, in words for the person who starts the run. */
export function misfits({ conditional }: Pick<Values<Hyperparameters>, 'conditional'>, { image: { height, width, channels }, classes }: DescriptionOf<'IMAGE'>): ValueIssue[] {
  const issues: ValueIssue[] = [];
  const isSide = (side: number) => side >= SMALLEST_SIDE && side <= LARGEST_SIDE && side % 4 === 0;
  if (!isSide(height) || !isSide(width)) {
    const field = 'filters';
    issues.push({ field, message: `cannot be laid out for images of ${width}×${height} pixels; each side must be a multiple of 4 from ${SMALLEST_SIDE} to ${LARGEST_SIDE}. Import the images at such a size` });
  }
  if (channels !== 1 && channels !== 3) issues.push({ field: 'filters', message: `cannot be laid out for images of ${channels} channels; images must be gray or RGB` });
  if (conditional && classes.length === 0) issues.push({ field: 'conditional', message: 'needs labels, and this dataset version has no classes. Set it to false, or import labels' });
  return issues;
}
