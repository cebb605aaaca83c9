import { RECORDS_FILE } from '../../domain/datasets/record-content.ts';
import type { BrowsedSample, SampleFinding, StoredVersionFiles } from '../../domain/samples.ts';
import { builder } from '../builder.ts';
import { recordOfSample } from '../loaders.ts';
import type { RecordOfSample } from '../lineage-reads.ts';
import { DatasetVersionNode, FeedbackNode, UploadNode } from '../refs.ts';
import { sampleAt } from '../samples.ts';
import { SplitType } from './dataset-version.ts';
import { FoundSampleType, QualityCheckType } from './quality-report.ts';
import { SampleContentType } from './sample-content.ts';

export const SampleType = builder.objectRef<BrowsedSample>('Sample');

const read = { authScopes: { scope: ['READ'] } } as const;

const AppendedRecord = builder.objectRef<RecordOfSample>('AppendedRecord').implement({
  ...read,
  description: 'A record that was appended to a dataset, and sealed into a version.',
  fields: (t) => ({
    key: t.exposeString('key'),
    appendedAt: t.expose('appendedAt', { type: 'DateTime' }),
    upload: t.field({ type: UploadNode, nullable: true, description: 'The image.', resolve: ({ uploadId }) => uploadId }),
    feedback: t.field({ type: FeedbackNode, nullable: true, description: 'What it was made of, where no application appended it.', resolve: ({ feedbackId }) => feedbackId }),
  }),
});

const SampleOrigin = builder.objectRef<BrowsedSample>('SampleOrigin').implement({
  ...read,
  description: 'Where a sample comes from; it is kept through cleaning and relabelling.',
  fields: (t) => ({
    file: t.string({ description: `As it was named when it was sent; "${RECORDS_FILE}" of records that were appended.`, resolve: ({ origin }) => origin.file }),
    row: t.int({ description: 'Place in it, from 1; the number of a record.', resolve: ({ origin }) => origin.row }),
    entry: t.string({ nullable: true, description: 'Of an archive; the key of a record.', resolve: ({ origin }) => origin.entry }),
    record: t.field({
      type: AppendedRecord,
      nullable: true,
      description: 'Where it was appended.',
      resolve: ({ version, origin: { file, entry } }, _args, context) => (file === RECORDS_FILE && entry !== null ? recordOfSample(context).load({ datasetVersionId: version.id, key: entry }) : null),
    }),
  }),
});

const SampleFindingType = builder.objectRef<SampleFinding & { readonly version: StoredVersionFiles }>('SampleFinding').implement({
  ...read,
  description: 'What a check of the quality assessment says of a sample.',
  fields: (t) => ({
    check: t.field({ type: QualityCheckType, resolve: ({ check }) => check }),
    detail: t.exposeString('detail', { nullable: true }),
    other: t.exposeInt('other', { nullable: true, description: 'Position of the sample that it is compared with.' }),
    otherSample: t.field({
      type: SampleType,
      nullable: true,
      description: 'The sample that it is compared with.',
      resolve: ({ other, version }, _args, context) => (other === null ? null : sampleAt(context).load({ version, position: other })),
    }),
    score: t.exposeFloat('score', { nullable: true, description: 'Higher is worse.' }),
  }),
});

SampleType.implement({
  ...read,
  description: 'One sample of a dataset version.',
  fields: (t) => ({
    datasetVersion: t.field({ type: DatasetVersionNode, resolve: ({ version }) => version.id }),
    position: t.exposeInt('position', { description: 'Its place in the version, from 0: with the version, what names it.' }),
    split: t.field({ type: SplitType, resolve: ({ split }) => split }),
    label: t.exposeString('label', { nullable: true, description: 'Class name.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'The person that it is about.' }),
    content: t.field({ type: SampleContentType, resolve: ({ content, version }) => ({ ...content, datasetVersionId: version.id }) }),
    origin: t.field({ type: SampleOrigin, resolve: (sample) => sample }),
    findings: t.field({ type: [SampleFindingType], resolve: ({ findings, version }) => findings.map((finding) => ({ ...finding, version })) }),
  }),
});

builder.objectFields(FoundSampleType, (t) => ({
  sample: t.field({ type: SampleType, nullable: true, description: 'The sample itself.', resolve: ({ position, version }, _args, context) => sampleAt(context).load({ version, position }) }),
  otherSample: t.field({
    type: SampleType,
    nullable: true,
    description: 'The sample that it is compared with.',
    resolve: ({ other, version }, _args, context) => (other === undefined ? null : sampleAt(context).load({ version, position: other })),
  }),
}));
