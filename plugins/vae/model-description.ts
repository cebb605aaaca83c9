import { z } from 'zod';
import type { ModelShape, ModelSignature } from './model-shape.ts';

/** What the layers alone do not tell: the published file `flywheel.json`. */
const modelDescription = z.object({
  format: z.literal('flywheel-vae'),
  formatVersion: z.literal(1),
  image: z.object({ height: z.int().positive(), width: z.int().positive(), channels: z.int().positive() }),
  latentSize: z.int().positive(),
  conditional: z.boolean(),
  /** Names in the order of the one-hot label; empty for a model that is not conditional. */
  classes: z.array(z.string()),
  reconstructionLoss: z.enum(['BINARY_CROSS_ENTROPY', 'MEAN_SQUARED_ERROR']),
});

export type ModelDescription = z.infer<typeof modelDescription>;

export function describeModel(shape: ModelShape, classes: readonly string[], reconstructionLoss: ModelDescription['reconstructionLoss']): ModelDescription {
  const { height, width, channels, latentSize } = shape;
  const conditional = shape.classes > 0;
  return {
    format: 'flywheel-vae',
    formatVersion: 1,
    image: { height, width, channels },
    latentSize,
    conditional,
    classes: conditional ? [...classes] : [],
    reconstructionLoss,
  };
}

/** @throws ZodError where the file is not what `describeModel` wrote. */
export function parseDescription(bytes: Uint8Array): ModelDescription {
  return modelDescription.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export function signatureOf({ image, latentSize, classes }: ModelDescription): ModelSignature {
  return { ...image, latentSize, classes: classes.length };
}
