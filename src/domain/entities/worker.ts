import { defineEntity, p } from '@mikro-orm/postgresql';
import type { ComputeInfo } from '../compute-info.ts';
import { id } from './columns.ts';

const schema = defineEntity({
  name: 'Worker',
  tableName: 'worker',
  properties: {
    id: id(),
    host: p.string(),
    pid: p.integer(),
    compute: p.json<ComputeInfo>(),
    startedAt: p.datetime(3),
    /** Written every few seconds while it lives. */
    lastSeenAt: p.datetime(3),
  },
});

/** A process that takes runs. */
export class Worker extends schema.class {}
schema.setClass(Worker);
