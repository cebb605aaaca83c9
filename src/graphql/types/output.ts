import type { StoredClassification, StoredImage, StoredOutput, StoredRecommendation, StoredText } from '../../domain/stored-output.ts';
import { builder } from '../builder.ts';

/** Whoever may read a run, make a generation or judge one may see its outputs. */
export const outputReaders = { scope: ['READ', 'GENERATE', 'FEEDBACK', 'REVIEW'] } as const;

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

const TextOutput = builder.objectRef<StoredText>('TextOutput').implement({
  description: 'A text.',
  authScopes: outputReaders,
  fields: (t) => ({ text: t.exposeString('text') }),
});

const ClassProbability = builder.objectRef<StoredClassification['probabilities'][number]>('ClassProbability').implement({
  description: 'How probable a class is.',
  authScopes: outputReaders,
  fields: (t) => ({ label: t.exposeString('label'), probability: t.exposeFloat('probability', { description: '0 to 1.' }) }),
});

const ClassificationOutput = builder.objectRef<StoredClassification>('ClassificationOutput').implement({
  description: 'What class something is of.',
  authScopes: outputReaders,
  fields: (t) => ({
    label: t.exposeString('label', { description: 'The most probable class.' }),
    probabilities: t.field({ type: [ClassProbability], description: 'All classes, most probable first.', resolve: ({ probabilities }) => [...probabilities] }),
  }),
});

const ScoredItem = builder.objectRef<StoredRecommendation['items'][number]>('ScoredItem').implement({
  description: 'An item, and how well it fits.',
  authScopes: outputReaders,
  fields: (t) => ({ item: t.exposeString('item'), score: t.exposeFloat('score', { description: 'Greater is better; compares within this output alone.' }) }),
});

const RecommendationOutput = builder.objectRef<StoredRecommendation>('RecommendationOutput').implement({
  description: 'What to offer somebody.',
  authScopes: outputReaders,
  fields: (t) => ({ items: t.field({ type: [ScoredItem], description: 'Best first.', resolve: ({ items }) => [...items] }) }),
});

export const GenerationOutputType = builder.unionType('GenerationOutput', {
  description: 'What a model makes.',
  types: [ImageOutput, TextOutput, ClassificationOutput, RecommendationOutput],
  resolveType: (output: StoredOutput) => outputTypes[output.type],
});

const outputTypes = { image: ImageOutput, text: TextOutput, classification: ClassificationOutput, recommendation: RecommendationOutput } as const;
