import { defineEntity, p } from '@mikro-orm/postgresql';
import { exportFormats, type Reimport } from '../dataset-export.ts';
import { createdAt, double, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { Project } from './project.ts';

export const exportStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'EXPIRED'] as const;
export type ExportState = (typeof exportStates)[number];

const schema = defineEntity({
  name: 'DatasetExport',
  tableName: 'dataset_export',
  uniques: [{ properties: ['datasetVersion', 'format', 'spreadsheetSafe'] }],
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    datasetVersion: () => p.manyToOne(DatasetVersion).ref(),
    format: p.enum(exportFormats),
    /** Of CSV alone. */
    spreadsheetSafe: p.boolean(),
    state: p.enum(exportStates).default('QUEUED'),
    /** 0 to 1. */
    progress: double().default(0),
    failure: p.text().nullable(),
    /** Names the process that is at it, so that one which was believed lost cannot finish it. */
    claim: p.uuid().nullable(),
    fileName: p.string(),
    /** Set with SUCCEEDED, as is all that follows but the times. */
    key: p.string().nullable(),
    sizeBytes: double().nullable(),
    sha256: p.string().nullable(),
    reimport: p.json<Reimport>().nullable(),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
    /** When the file is taken away; put off whenever somebody asks for it. */
    expiresAt: p.datetime(3).nullable(),
  },
});

/** A dataset version as a file; there is one of each format. Its file lies in the store below `exportKey(id)`. */
export class DatasetExport extends schema.class {}
schema.setClass(DatasetExport);
