import { DatasetVersion, datasetVersionStatuses } from '../../domain/entities/dataset-version.ts';
import type { QualityOverrule } from '../../domain/entities/quality-overrule.ts';
import type { VersionChange } from '../../domain/version-change.ts';
import type { SplitName } from '../../plugin/index.ts';
import { builder } from '../builder.ts';
import { qualityOverrule } from '../loaders.ts';
import { DatasetNode, DatasetVersionNode } from '../refs.ts';
import { filesOf } from '../samples.ts';
import { DatasetContent } from './dataset-content.ts';
import { QualityReportType } from './quality-report.ts';

const DatasetVersionStatus = builder.enumType('DatasetVersionStatus', {
  description: 'Where a dataset version stands.',
  values: Object.fromEntries(datasetVersionStatuses.map((status) => [status, { value: status, description: statusMeaning(status) }])),
});

function statusMeaning(status: (typeof datasetVersionStatuses)[number]): string {
  switch (status) {
    case 'IMPORTING': return 'Its files are being read.';
    case 'ASSESSING': return 'Its quality is being assessed.';
    case 'READY': return 'Passed its quality assessment; may be trained on.';
    case 'REJECTED': return 'Failed its quality assessment: clean it.';
    case 'FAILED': return 'Could not be read; `failure` says why.';
  }
}

export const SplitType = builder.enumType('Split', { values: ['TRAIN', 'VALIDATION', 'TEST'] as const satisfies SplitName[], description: 'What samples are used for.' });

const SplitCount = builder.objectRef<{ split: SplitName; count: number }>('SplitCount').implement({
  description: 'Samples in a split.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ split: t.field({ type: SplitType, resolve: ({ split }) => split }), count: t.exposeInt('count') }),
});

export const ClassCount = builder.objectRef<{ label: string; count: number }>('ClassCount').implement({
  description: 'Samples of a class, all splits together.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ label: t.exposeString('label'), count: t.exposeInt('count') }),
});

const VersionChangeType = builder.objectRef<VersionChange>('VersionChange').implement({
  description: 'One thing that was done to make a version of its parent.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'A cleaning step; RELABEL, ADD or ERASE.' }),
    count: t.exposeInt('count', { description: 'Samples concerned.' }),
    message: t.exposeString('message'),
  }),
});

const QualityOverruleType = builder.objectRef<QualityOverrule>('QualityOverrule').implement({
  description: 'Somebody let a dataset version be trained on though it failed its quality gate.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    reason: t.exposeString('reason'),
    actor: t.exposeString('actor', { description: 'The API key that did it, by name.' }),
    time: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

function reportOf(version: DatasetVersion) {
  const files = filesOf(version);
  return version.quality && files ? { ...version.quality, version: files } : null;
}

DatasetVersionNode.implement({
  description: 'Immutable once READY or REJECTED, but for the erasure of people, which writes it anew without their samples.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof DatasetVersion,
  fields: (t) => ({
    dataset: t.field({ type: DatasetNode, resolve: (version) => version.dataset.id }),
    number: t.exposeInt('number'),
    status: t.field({ type: DatasetVersionStatus, resolve: (version) => version.status }),
    failure: t.exposeString('failure', { nullable: true }),
    progress: t.exposeFloat('progress', { description: '0 to 1, while importing and assessing.' }),
    digest: t.exposeString('digest', { nullable: true, description: 'SHA-256 of the content, hex: the same samples give the same digest.' }),
    sampleCount: t.exposeInt('sampleCount', { nullable: true }),
    splits: t.field({ type: [SplitCount], resolve: (version) => version.splits }),
    classes: t.field({ type: [ClassCount], resolve: (version) => version.classes }),
    content: t.field({ type: DatasetContent, nullable: true, description: 'What its samples are like; known when it was read.', resolve: (version) => version.description }),
    quality: t.field({ type: QualityReportType, nullable: true, resolve: reportOf }),
    parent: t.field({ type: DatasetVersionNode, nullable: true, description: 'The version that this one was cleaned or extended from.', resolve: (version) => version.parent?.id ?? null }),
    changes: t.field({ type: [VersionChangeType], description: 'What was done to the parent.', resolve: (version) => [...(version.changes ?? [])] }),
    overrule: t.field({ type: QualityOverruleType, nullable: true, description: 'Who let it be trained on though it failed its quality gate, and why.', resolve: (version, _args, context) => qualityOverrule(context).load(version.id) }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});
