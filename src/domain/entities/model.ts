import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'Model',
  tableName: 'model',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    name: p.string(),
    /** A plugin's key. */
    algorithm: p.string(),
    /** Number of the newest version; counted up under a row lock. */
    versionCount: p.integer().default(0),
    /** Made by a data study for its own runs; lists of models leave it out. */
    isTrial: p.boolean().default(false),
    createdAt: createdAt(),
  },
});

export class Model extends schema.class {}
schema.setClass(Model);
