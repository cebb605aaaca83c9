import type { StoredImage, StoredOutput } from '../../domain/stored-output.ts';
import { builder } from '../builder.ts';

/** Whoever may read a run or make a generation may see its outputs. */
export const outputReaders = { scope: ['READ', 'GENERATE', 'FEEDBACK'] } as const;

const ImageOutput = builder.objectRef<StoredImage>('ImageOutput').implement({
  description: 'A picture.',
  authScopes: outputReaders,
  fields: (t) => ({
    url: t.string({ description: 'PNG; signed; expires.', resolve: (image, _args, { urls, origin }) => urls.fileUrl(origin, image.key) }),
    width: t.exposeInt('width'),
    height: t.exposeInt('height'),
    conditionLabel: t.exposeString('conditionLabel', { nullable: true, description: 'What it was conditioned on.' }),
  }),
});

export const GenerationOutputType = builder.unionType('GenerationOutput', {
  description: 'What a model makes.',
  types: [ImageOutput],
  resolveType: (_output: StoredOutput) => ImageOutput,
});
