import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

/** IN_VERSION: what they said is in a dataset version. IN_PRODUCTION: a model version that learned from it answers users. */
export const contributorMessageKinds = ['IN_VERSION', 'IN_PRODUCTION'] as const;
export type ContributorMessageKind = (typeof contributorMessageKinds)[number];

const schema = defineEntity({
  name: 'ContributorMessage',
  tableName: 'contributor_message',
  uniques: [{ properties: ['project', 'subject', 'number'] }],
  indexes: [{ properties: ['project', 'subject', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    subject: p.text(),
    /** Of the person's messages: 1, 2, 3, … without gaps. */
    number: p.integer(),
    kind: p.enum(contributorMessageKinds),
    /** Of IN_VERSION. */
    datasetVersion: () => p.manyToOne(DatasetVersion).ref().nullable(),
    /** Of IN_PRODUCTION. */
    modelVersion: () => p.manyToOne(ModelVersion).ref().nullable(),
    /** That the person said the label of, and how many of them they corrected. */
    samples: p.integer(),
    corrections: p.integer(),
    createdAt: createdAt(),
    readAt: p.datetime(3).nullable(),
  },
});

/** Tells a person what became of their feedback; one of a kind for each version. */
export class ContributorMessage extends schema.class {}
schema.setClass(ContributorMessage);
