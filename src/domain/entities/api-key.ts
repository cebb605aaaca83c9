import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { Project } from './project.ts';

export const scopes = ['READ', 'GENERATE', 'FEEDBACK', 'DATA', 'TRAIN', 'REVIEW', 'ADMIN'] as const;
export type Scope = (typeof scopes)[number];

const schema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    name: p.string(),
    /** SHA-256 of the key, hex. Keys are random (256 bits), so no slow hash is needed. */
    hash: p.string().unique().hidden(),
    scopes: p.array().$type<Scope[]>(),
    createdAt: createdAt(),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
    lastUsedAt: p.datetime(3).nullable(),
  },
});

export class ApiKey extends schema.class {}
schema.setClass(ApiKey);
