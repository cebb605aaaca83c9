import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, double, id } from './columns.ts';
import { exportStates } from './dataset-export.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'SubjectExport',
  tableName: 'subject_export',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    /** Name of the API key that asked for it. */
    actor: p.text(),
    /** Null once it is finished. */
    subject: p.text().nullable(),
    /** `subjectHash`, by which an erasure finds it. */
    subjectHash: p.text(),
    state: p.enum(exportStates).default('QUEUED'),
    failure: p.text().nullable(),
    /** Set with SUCCEEDED, as is all that follows but the times. */
    key: p.string().nullable(),
    sizeBytes: double().nullable(),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
    /** When the file is taken away. */
    expiresAt: p.datetime(3).nullable(),
  },
});

/** All that is held on a person, as a file. It lies in the store below `subjectExportKey(id)`. */
export class SubjectExport extends schema.class {}
schema.setClass(SubjectExport);
