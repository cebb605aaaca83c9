import { previewImport } from '../../domain/datasets/preview-import.ts';
import {
  type ColumnRole, columnRoles, type ImageChange, imageChanges, type ImportPreview, type PreviewedClass, type PreviewedColumn, type PreviewedFile, type PreviewedImages, type PreviewedPicture, type PreviewedSample,
} from '../../domain/import-preview.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { answer, type Payload } from '../mutation.ts';
import { ImageFitType, ImportDatasetInput, importInputOf } from './dataset-import.ts';
import { SplitType } from './dataset-version.ts';
import { UserErrorType } from './user-error.ts';

const data = { authScopes: { scope: ['DATA'] } } as const;

const ColumnRoleType = builder.enumType('ColumnRole', {
  description: 'What a column of the files becomes in a sample.',
  values: Object.fromEntries(columnRoles.map((role) => [role, { value: role, description: meaning(role) }])),
});

function meaning(role: ColumnRole): string {
  switch (role) {
    case 'TEXT': return 'The text.';
    case 'SOURCE': return 'The source text of a pair.';
    case 'TARGET': return 'The target text of a pair.';
    case 'FEATURE': return 'A feature of a row.';
    case 'LABEL': return 'The class.';
    case 'SUBJECT': return 'The person that it is about.';
    case 'SPLIT': return 'Says train, validation or test.';
    case 'USER': return 'Who chose.';
    case 'ITEM': return 'What was chosen.';
    case 'VALUE': return 'How much, as a rating.';
    case 'TIME': return 'When.';
  }
}

const ImageChangeType = builder.enumType('ImageChange', {
  description: 'What is done to an image besides decoding it.',
  values: Object.fromEntries(imageChanges.map((change) => [change, { value: change, description: changeMeaning(change) }])),
});

function changeMeaning(change: ImageChange): string {
  switch (change) {
    case 'SIZE': return 'Brought to the size of the version, by Lanczos-3.';
    case 'GRAY': return 'Colours become gray.';
    case 'ROTATION': return 'Stood upright, as its rotation tag says.';
    case 'TRANSPARENCY': return 'Laid on black.';
    case 'DEPTH': return 'Of 16 bits the upper 8 are kept.';
    case 'INK': return 'Inks (CMYK) become RGB.';
    case 'FRAMES': return 'Of an animation the first frame is kept.';
  }
}

const PreviewedFileType = builder.objectRef<PreviewedFile>('PreviewedFile').implement({
  ...data,
  description: 'A file, or one of an archive, and how it is written.',
  fields: (t) => ({
    name: t.exposeString('name'),
    packed: t.exposeString('packed', { nullable: true, description: 'gzip, zip or tar.' }),
    encoding: t.exposeString('encoding', { nullable: true, description: 'Of text: utf-8, utf-16le, utf-16be or windows-1252, which holds latin-1; or what ImportDatasetInput.encoding says.' }),
    mixedEncodings: t.exposeBoolean('mixedEncodings', { description: 'Some lines are of another encoding than the rest; they are read as windows-1252.' }),
    encodingInDoubt: t.exposeBoolean('encodingInDoubt', { description: 'It is guessed to be windows-1252, but the letters speak against it. ImportDatasetInput.encoding says what it is.' }),
    delimiter: t.exposeString('delimiter', { nullable: true, description: 'Between the fields of a table.' }),
    quoted: t.exposeBoolean('quoted', { nullable: true, description: 'Whether fields of a table may be in double quotes.' }),
    header: t.exposeBoolean('header', { nullable: true, description: 'Whether the first line of a table names its columns.' }),
    split: t.field({ type: SplitType, nullable: true, description: 'What its name tells.', resolve: ({ split }) => split }),
    whole: t.exposeBoolean('whole', { description: 'Whether all of it was looked at.' }),
  }),
});

const PreviewedColumnType = builder.objectRef<PreviewedColumn>('PreviewedColumn').implement({
  ...data,
  description: 'A column of the files.',
  fields: (t) => ({
    name: t.exposeString('name'),
    roles: t.field({ type: [ColumnRoleType], description: 'Empty: it is left out. ImportDatasetInput.columns says otherwise.', resolve: ({ roles }) => [...roles] }),
    type: t.exposeString('type', { nullable: true, description: 'Of a feature: NUMBER or CATEGORY, as far as it was looked at.' }),
  }),
});

const PreviewedPictureType = builder.objectRef<PreviewedPicture>('PreviewedPicture').implement({
  ...data,
  description: 'An image as the import would store it.',
  fields: (t) => ({
    url: t.string({ description: 'PNG, as a data: URL; scaled down so that no side is over 128 pixels.', resolve: ({ png }) => `data:image/png;base64,${png}` }),
    height: t.exposeInt('height', { description: 'Pixels, as it came.' }),
    width: t.exposeInt('width', { description: 'Pixels, as it came.' }),
    changes: t.field({ type: [ImageChangeType], resolve: ({ changes }) => [...changes] }),
  }),
});

const PreviewedSampleType = builder.objectRef<PreviewedSample>('PreviewedSample').implement({
  ...data,
  description: 'A sample as the import would make it.',
  fields: (t) => ({
    file: t.exposeString('file'),
    row: t.exposeInt('row', { description: 'Place in it, from 1.' }),
    entry: t.exposeString('entry', { nullable: true, description: 'Path in an archive.' }),
    complete: t.exposeBoolean('complete', { description: 'False: it is left out, because what it needs is missing.' }),
    label: t.exposeString('label', { nullable: true }),
    split: t.field({ type: SplitType, nullable: true, description: 'Null where it would be drawn.', resolve: ({ split }) => split }),
    subject: t.exposeString('subject', { nullable: true }),
    values: t.field({
      type: t.listRef('String', { nullable: true }),
      description: 'Of each column, in their order: as the import takes it, or as it stands where it is left out. Long ones are cut, with … at the end; null where a value is missing.',
      resolve: ({ values }) => [...values],
    }),
    picture: t.field({ type: PreviewedPictureType, nullable: true, resolve: ({ picture }) => picture }),
  }),
});

const PreviewedClassType = builder.objectRef<PreviewedClass>('PreviewedClass').implement({
  ...data,
  description: 'A class, and how often it was met.',
  fields: (t) => ({ label: t.exposeString('label', { nullable: true, description: 'Null: without a class.' }), count: t.exposeInt('count') }),
});

const PreviewedSizeType = builder.objectRef<PreviewedImages['sizes'][number]>('PreviewedSize').implement({
  ...data,
  description: 'A size of images, and how often it was met.',
  fields: (t) => ({ height: t.exposeInt('height'), width: t.exposeInt('width'), count: t.exposeInt('count') }),
});

const PreviewedChangeType = builder.objectRef<PreviewedImages['changes'][number]>('PreviewedChange').implement({
  ...data,
  description: 'What would be done to images, and to how many of those that were looked at.',
  fields: (t) => ({ change: t.field({ type: ImageChangeType, resolve: ({ change }) => change }), count: t.exposeInt('count') }),
});

const PreviewedImagesType = builder.objectRef<PreviewedImages>('PreviewedImages').implement({
  ...data,
  description: 'What images would be brought to.',
  fields: (t) => ({
    height: t.exposeInt('height'),
    width: t.exposeInt('width'),
    channels: t.exposeInt('channels', { description: '1 is gray, 3 is RGB.' }),
    fit: t.field({ type: ImageFitType, resolve: ({ fit }) => fit }),
    asked: t.exposeBoolean('asked', { description: 'Whether the size was asked for; else it is that of all images, or chosen by the rule of ImageInput.' }),
    sizes: t.field({ type: [PreviewedSizeType], description: 'Of the images that were measured; the most frequent first.', resolve: ({ sizes }) => [...sizes] }),
    changes: t.field({ type: [PreviewedChangeType], resolve: ({ changes }) => [...changes] }),
    decoded: t.exposeInt('decoded', { description: 'Images that were decoded; of others only the size is known.' }),
    unreadable: t.stringList({ description: 'Names of images that cannot be read, and what is wrong with them.', resolve: ({ unreadable }) => [...unreadable] }),
  }),
});

const ImportPreviewType = builder.objectRef<ImportPreview>('ImportPreview').implement({
  ...data,
  description: 'What an import of files would make, told from their beginnings.',
  fields: (t) => ({
    files: t.field({ type: [PreviewedFileType], resolve: ({ files }) => [...files] }),
    columns: t.field({ type: [PreviewedColumnType], description: 'Of tables; of texts what they are read as; of images none.', resolve: ({ columns }) => [...columns] }),
    samples: t.field({ type: [PreviewedSampleType], description: 'The first ten; of images some of every class.', resolve: ({ samples }) => [...samples] }),
    classes: t.field({ type: [PreviewedClassType], description: 'Of what was looked at; the most frequent first, at most 50.', resolve: ({ classes }) => [...classes] }),
    images: t.field({ type: PreviewedImagesType, nullable: true, resolve: ({ images }) => images }),
    faults: t.stringList({ description: 'What would make the import fail, as far as the beginnings show it: file, place, what was found, what would be right.', resolve: ({ faults }) => [...faults] }),
    whole: t.exposeBoolean('whole', { description: 'Whether everything was looked at. Else there may be more classes, types and faults.' }),
  }),
});

const PreviewImportPayload = builder.objectRef<Payload<{ preview: ImportPreview }>>('PreviewImportPayload').implement({
  ...data,
  description: 'What was seen.',
  fields: (t) => ({
    preview: t.field({ type: ImportPreviewType, nullable: true, resolve: (payload) => payload.result?.preview }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

// A mutation, though it changes nothing: it takes the input of importDataset and answers its faults as data with paths, it is
// work of seconds in a process of its own, which clients must not repeat or keep as they do with queries, and several in one operation go one after another.
builder.mutationField('previewImport', (t) =>
  t.field({
    type: PreviewImportPayload,
    description: 'Tells what importDataset would make of the same input: how the files are written, which column is what, ten samples, faults. Looks at the beginnings of the files and makes nothing.',
    ...data,
    args: { input: t.arg({ type: ImportDatasetInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ preview: await previewImport(context, callerOf(context), importInputOf(input), context.gone) })),
  }),
);
