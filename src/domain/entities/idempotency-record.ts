import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt } from './columns.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'IdempotencyRecord',
  tableName: 'idempotency_record',
  properties: {
    project: () => p.manyToOne(Project).primary().ref(),
    mutation: p.string().primary(),
    key: p.string().primary(),
    /** SHA-256 of the input, so that a key used again for something else is noticed. */
    inputHash: p.string(),
    /** What the first call made. */
    objectId: p.uuid(),
    createdAt: createdAt(),
  },
});

/** Remembers which object a mutation made under an idempotency key. */
export class IdempotencyRecord extends schema.class {}
schema.setClass(IdempotencyRecord);
