import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, double, id } from './columns.ts';
import { Project } from './project.ts';

export const erasureStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
export type ErasureState = (typeof erasureStates)[number];

const schema = defineEntity({
  name: 'Erasure',
  tableName: 'erasure',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    /** Name of the API key that asked for it. */
    actor: p.text(),
    /** Null once it is finished: the erasure forgets whom it erased, too. */
    subject: p.text().nullable(),
    /** `subjectHash`. */
    subjectHash: p.text(),
    dryRun: p.boolean(),
    state: p.enum(erasureStates).default('QUEUED'),
    /** 0 to 1. */
    progress: double().default(0),
    failure: p.text().nullable(),
    /** Counted before anything goes, as are the next two. */
    samples: p.integer().default(0),
    generations: p.integer().default(0),
    feedback: p.integer().default(0),
    /** When the counts were stored. */
    foundAt: p.datetime(3).nullable(),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** Somebody is erased, or would be. The versions concerned are in `erasure_version`, the runs that trained on them in `erasure_training_run`. */
export class Erasure extends schema.class {}
schema.setClass(Erasure);
