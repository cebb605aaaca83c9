import { defineEntity, p } from '@mikro-orm/postgresql';
import type { DatasetDescription, SplitName } from '../../plugin/index.ts';
import type { DataFormat, SplitShares, TableOptions } from '../dataset-import.ts';
import type { QualityReport } from '../quality-report.ts';
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
    /** What it is imported from. */
    source: p.json<{ uploadIds: string[]; format: DataFormat; split: SplitShares } & TableOptions>(),
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
