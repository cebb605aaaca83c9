import type { ColumnRoles } from '../../domain/dataset-import.ts';
import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import type { AppendSource, CleaningSource, ImportSource, RelabelSource } from '../../domain/version-source.ts';
import { builder } from '../builder.ts';
import { chargeRows } from '../connection.ts';
import { DatasetVersionNode, UploadNode } from '../refs.ts';
import { DataFormatType, ImageFitType } from './dataset-import.ts';
import { CleaningStepType } from './quality-report.ts';

const read = { authScopes: { scope: ['READ'] } } as const;

const SplitShares = builder.objectRef<ImportSource['split']>('SplitShares').implement({
  ...read,
  description: 'Shares of samples that were drawn, per class, for splits that were not named.',
  fields: (t) => ({ validation: t.exposeFloat('validation'), test: t.exposeFloat('test'), seed: t.exposeInt('seed') }),
});

const ColumnMapping = builder.objectRef<ColumnRoles>('ColumnMapping').implement({
  ...read,
  description: 'Which columns were said to be what; what is absent was guessed.',
  fields: (t) => ({
    features: t.stringList({ nullable: true, resolve: ({ features }) => features?.slice() }),
    categories: t.stringList({ nullable: true, resolve: ({ categories }) => categories?.slice() }),
    label: t.exposeString('label', { nullable: true }),
    target: t.exposeString('target', { nullable: true }),
    subject: t.exposeString('subject', { nullable: true }),
    split: t.exposeString('split', { nullable: true }),
    user: t.exposeString('user', { nullable: true }),
    item: t.exposeString('item', { nullable: true }),
    value: t.exposeString('value', { nullable: true }),
    time: t.exposeString('time', { nullable: true }),
  }),
});

const ImageConversion = builder.objectRef<NonNullable<ImportSource['image']>>('ImageConversion').implement({
  ...read,
  description: 'What images were asked to be brought to.',
  fields: (t) => ({
    height: t.exposeInt('height', { nullable: true, description: 'Pixels.' }),
    width: t.exposeInt('width', { nullable: true, description: 'Pixels.' }),
    channels: t.int({ nullable: true, description: '1 is gray, 3 is RGB.', resolve: ({ channels }) => channels }),
    fit: t.field({ type: ImageFitType, nullable: true, resolve: ({ fit }) => fit }),
  }),
});

const DatasetImport = builder.objectRef<ImportSource>('DatasetImport').implement({
  ...read,
  description: 'Files that were imported.',
  fields: (t) => ({
    format: t.field({ type: DataFormatType, resolve: ({ format }) => format }),
    uploads: t.field({
      type: [UploadNode],
      description: 'In the order in which they were named.',
      resolve: ({ uploadIds }, _args, { em }) => {
        chargeRows(em, uploadIds.length);
        return [...uploadIds];
      },
    }),
    split: t.field({ type: SplitShares, resolve: ({ split }) => split }),
    header: t.exposeBoolean('header', { nullable: true, description: 'Whether the first line of a table was said to name its columns; null: guessed.' }),
    columns: t.field({ type: ColumnMapping, nullable: true, description: 'Null: all was guessed.', resolve: ({ columns }) => columns }),
    image: t.field({ type: ImageConversion, nullable: true, resolve: ({ image }) => image }),
  }),
});

const DatasetCleaning = builder.objectRef<CleaningSource>('DatasetCleaning').implement({
  ...read,
  description: 'The parent, cleaned.',
  fields: (t) => ({
    steps: t.field({ type: [CleaningStepType], resolve: ({ steps }) => [...steps] }),
    suggestedOnly: t.boolean({ description: 'Whether each step concerned only the samples of the findings that suggested it.', resolve: ({ suggestedOnly }) => suggestedOnly === true }),
  }),
});

const SealedRecords = builder.objectRef<AppendSource>('SealedRecords').implement({
  ...read,
  description: 'The parent, if any, and records that were appended.',
  fields: (t) => ({
    first: t.exposeInt('first', { description: 'Number of the first record within the dataset, from 1.' }),
    count: t.exposeInt('count'),
    split: t.field({ type: SplitShares, description: 'Of the records that name no split.', resolve: ({ split }) => split }),
  }),
});

const DatasetRelabelling = builder.objectRef<RelabelSource>('DatasetRelabelling').implement({
  ...read,
  description: 'The parent, with other labels.',
  fields: (t) => ({ count: t.exposeInt('count', { description: 'Samples that were given a label.' }), actor: t.exposeString('actor', { description: 'The API key that did it, by name.' }) }),
});

const DatasetVersionSource = builder.unionType('DatasetVersionSource', {
  description: 'What a dataset version is made of.',
  types: [DatasetImport, DatasetCleaning, SealedRecords, DatasetRelabelling],
  resolveType: ({ type = 'import' }) => ({ import: DatasetImport, clean: DatasetCleaning, append: SealedRecords, relabel: DatasetRelabelling })[type],
});

builder.objectField(DatasetVersionNode, 'source', (t) =>
  t.field({ type: DatasetVersionSource, description: 'What it is made of, with `parent`.', resolve: (version: DatasetVersion) => version.source }),
);
