import { defineEntity, p } from '@mikro-orm/postgresql';
import type { DatasetDescription, SplitName } from '../../plugin/index.ts';
import type { QualityReport } from '../quality-report.ts';
import type { VersionChange } from '../version-change.ts';
import type { VersionSource } from '../version-source.ts';
import { createdAt, double, id } from './columns.ts';
import { Dataset } from './dataset.ts';
import { Project } from './project.ts';

export const datasetVersionStatuses = ['IMPORTING', 'ASSESSING', 'READY', 'REJECTED', 'FAILED'] as const;

const schema = defineEntity({
  name: 'DatasetVersion',
  tableName: 'dataset_version',
  uniques: [{ properties: ['dataset', 'number'] }],
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    dataset: () => p.manyToOne(Dataset).ref(),
    number: p.integer(),
    status: p.enum(datasetVersionStatuses).default('IMPORTING'),
    failure: p.text().nullable(),
    /** 0 to 1. */
    progress: double().default(0),
    /** What it is made of. */
    source: p.json<VersionSource>(),
    /** That it was cleaned or extended from. */
    parent: () => p.manyToOne(DatasetVersion).ref().nullable(),
    /** What was done to the parent; null of an import. */
    changes: p.json<readonly VersionChange[]>().nullable(),
    digest: p.string().nullable(),
    sampleCount: p.integer().nullable(),
    /** Shape and splits, for plugins; set with the digest. */
    description: p.json<DatasetDescription>().nullable(),
    splits: p.json<{ split: SplitName; count: number }[]>(),
    classes: p.json<{ label: string; count: number }[]>(),
    quality: p.json<QualityReport>().nullable(),
    createdAt: createdAt(),
  },
});

/** Immutable once READY or REJECTED (a trigger sees to it). Its files lie in the store under `datasetVersionKey(id)`. */
export class DatasetVersion extends schema.class {}
schema.setClass(DatasetVersion);
