import type { ImageDescription } from 'flywheel/plugin';
import { z } from 'zod';
import { featureTasks, type FeatureTask } from './feature-network.ts';
import { adversarialLosses, type AdversarialLoss } from './hyperparameters.ts';
import type { NetworkShape, Signature } from './network-shape.ts';

/** What the layers alone do not tell: the published file `flywheel.json`. */
const modelDescription = z.object({
  format: z.literal('flywheel-gan'),
  formatVersion: z.literal(1),
  image: z.object({ height: z.int().positive(), width: z.int().positive(), channels: z.int().positive() }),
  latentSize: z.int().positive(),
  conditional: z.boolean(),
  /** Names in the order of the one-hot label; empty for a model that is not conditional. */
  classes: z.array(z.string()),
  loss: z.enum(adversarialLosses),
  /** What the network in `features` has learned to tell. */
  featureTask: z.enum(featureTasks),
});

export type ModelDescription = z.infer<typeof modelDescription>;

export interface Described {
  readonly shape: NetworkShape;
  readonly data: ImageDescription;
  readonly loss: AdversarialLoss;
  readonly task: FeatureTask;
}

export function describeModel({ shape, data, loss, task }: Described): ModelDescription {
  const { height, width, channels, latentSize } = shape;
  const conditional = shape.classes > 0;
  return {
    format: 'flywheel-gan', formatVersion: 1, image: { height, width, channels }, latentSize, conditional, classes: conditional ? [...data.classes] : [], loss, featureTask: task,
  };
}

/** @throws ZodError where the file is not what `describeModel` wrote. */
export function parseDescription(bytes: Uint8Array): ModelDescription {
  return modelDescription.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export function signatureOf({ image, latentSize, classes }: ModelDescription): Signature {
  return { ...image, latentSize, classes: classes.length };
}
