import { defineEntity, p } from '@mikro-orm/postgresql';
import type { RecordContent, RecordOrigin } from '../datasets/record-content.ts';
import { createdAt, id } from './columns.ts';
import { Dataset } from './dataset.ts';
import { DatasetVersion } from './dataset-version.ts';
import { Project } from './project.ts';
import { Upload } from './upload.ts';

const schema = defineEntity({
  name: 'DatasetRecord',
  tableName: 'dataset_record',
  uniques: [{ properties: ['dataset', 'key'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    dataset: () => p.manyToOne(Dataset).ref(),
    /** That it was sealed into; null while it gathers. */
    version: () => p.manyToOne(DatasetVersion).ref().nullable(),
    /** Given by the application; known for ever, so that no record is taken twice. */
    key: p.text(),
    /** SHA-256 of all that the application said. */
    contentHash: p.blob(),
    content: p.json<RecordContent>(),
    label: p.text().nullable(),
    split: p.enum(['TRAIN', 'VALIDATION', 'TEST'] as const).nullable(),
    subject: p.text().nullable(),
    /** The image. */
    upload: () => p.manyToOne(Upload).ref().nullable(),
    /** What made it, where no application appended it. */
    origin: p.json<RecordOrigin>().nullable(),
    createdAt: createdAt(),
  },
});

/** A sample to be, appended by an application. */
export class DatasetRecord extends schema.class {}
schema.setClass(DatasetRecord);
