import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, double, id } from './columns.ts';
import { Project } from './project.ts';

export const uploadStates = ['WAITING', 'STORED', 'ERASED'] as const;

const schema = defineEntity({
  name: 'Upload',
  tableName: 'upload',
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    filename: p.string(),
    sizeBytes: double(),
    /** Hex, as the client promised it; the bytes are refused where they hash to another. */
    sha256: p.string(),
    /** ERASED: held data of a person who was erased; the bytes and the name are gone. */
    state: p.enum(uploadStates).default('WAITING'),
    createdAt: createdAt(),
    expiresAt: p.datetime(3),
  },
});

/** A file on its way in. Its bytes lie in the store under `uploadKey(id)`. */
export class Upload extends schema.class {}
schema.setClass(Upload);
