import type { DatasetDescription, DescriptionOf, TableColumn, TextLengths } from '../../plugin/index.ts';
import { builder } from '../builder.ts';

const ImageContent = builder.objectRef<DescriptionOf<'IMAGE'>>('ImageContent').implement({
  description: 'Every image of the version has this shape.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    height: t.int({ resolve: ({ image }) => image.height, description: 'Pixels.' }),
    width: t.int({ resolve: ({ image }) => image.width, description: 'Pixels.' }),
    channels: t.int({ resolve: ({ image }) => image.channels, description: '1 is gray, 3 is RGB.' }),
  }),
});

const TextLengthsType = builder.objectRef<TextLengths>('TextLengths').implement({
  description: 'Of texts in characters, over all splits.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ mean: t.exposeFloat('mean'), longest: t.exposeInt('longest') }),
});

const TextContent = builder.objectRef<DescriptionOf<'TEXT'>>('TextContent').implement({
  description: 'Texts.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    text: t.field({ type: TextLengthsType, resolve: ({ text }) => text }),
    continuous: t.boolean({ resolve: ({ continuous }) => continuous === true, description: 'The samples are pieces of one text, in its order; joined they are the whole of it.' }),
  }),
});

const TextPairContent = builder.objectRef<DescriptionOf<'TEXT_PAIR'>>('TextPairContent').implement({
  description: 'Pairs of texts.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    source: t.field({ type: TextLengthsType, resolve: ({ source }) => source }),
    target: t.field({ type: TextLengthsType, resolve: ({ target }) => target }),
  }),
});

const ColumnType = builder.enumType('ColumnType', { description: 'What the values of a column are.', values: { NUMBER: { value: 'NUMBER' as const }, CATEGORY: { value: 'CATEGORY' as const, description: 'Names, not amounts.' } } });

const TableColumnType = builder.objectRef<TableColumn>('TableColumn').implement({
  description: 'A feature.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ name: t.exposeString('name'), type: t.field({ type: ColumnType, resolve: ({ type }) => type }) }),
});

const TabularContent = builder.objectRef<DescriptionOf<'TABULAR'>>('TabularContent').implement({
  description: 'Rows of features.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ columns: t.field({ type: [TableColumnType], description: 'The features, in the order of the files.', resolve: ({ columns }) => [...columns] }) }),
});

const InteractionContent = builder.objectRef<DescriptionOf<'INTERACTION'>>('InteractionContent').implement({
  description: 'Who chose what. TEST holds the last interaction of each user, VALIDATION the last but one.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ users: t.exposeInt('users'), items: t.exposeInt('items') }),
});

const refs = { IMAGE: ImageContent, TEXT: TextContent, TEXT_PAIR: TextPairContent, TABULAR: TabularContent, INTERACTION: InteractionContent } as const;

export const DatasetContent = builder.unionType('DatasetContent', {
  description: 'What the samples of a dataset version are like, as its kind has it.',
  types: Object.values(refs),
  resolveType: ({ kind }: DatasetDescription) => refs[kind],
});
