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
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    dataset: () => p.manyToOne(Dataset).ref(),
    /** That it was sealed into; null while it gathers. */
    version: () => p.manyToOne(DatasetVersion).ref().nullable(),
    /** Given by the application; known for ever, so that no record is taken twice. Of a dataset one record has it that is not set aside. */
    key: p.text(),
    /** Whether it is a label of feedback that came with what did harm: its version is left out of later ones, and what is said of its prompt later makes a record of its own. */
    setAside: p.boolean().default(false),
    /** Whether the last seal could not add it, as an image that cannot be decoded: another record may take its key. */
    leftOut: p.boolean().default(false),
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
