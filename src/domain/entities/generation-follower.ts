import { defineEntity, p } from '@mikro-orm/postgresql';
import { Generation } from './generation.ts';

const schema = defineEntity({
  name: 'GenerationFollower',
  tableName: 'generation_follower',
  indexes: [{ properties: ['generation'] }, { properties: ['serverId'] }],
  properties: {
    id: p.uuid().primary(),
    generation: () => p.manyToOne(Generation).ref(),
    /** The API process that holds the connection; it renews `expiresAt`, by the database's clock. */
    serverId: p.uuid(),
    /** Whether the work ends where this was the last one to leave. */
    endsWork: p.boolean(),
    expiresAt: p.datetime(3),
  },
});

/** Somebody who waits for a generation, or hears its events. */
export class GenerationFollower extends schema.class {}
schema.setClass(GenerationFollower);
