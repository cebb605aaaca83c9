import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { ConsensusLabel } from './consensus-label.ts';
import { Project } from './project.ts';

export const reviewStates = ['CLAIMED', 'LABELLED', 'SKIPPED'] as const;
export type ReviewState = (typeof reviewStates)[number];

const schema = defineEntity({
  name: 'Review',
  tableName: 'review',
  uniques: [{ properties: ['consensusLabel', 'reviewer'] }],
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    consensusLabel: () => p.manyToOne(ConsensusLabel).ref(),
    /** As the application names them. */
    reviewer: p.text(),
    state: p.enum(reviewStates).default('CLAIMED'),
    /** What it should have been. */
    label: p.text().nullable(),
    /** Until then nobody else gets it. */
    leaseUntil: p.datetime(3),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** One reviewer's look at a consensus label that waits. */
export class Review extends schema.class {}
schema.setClass(Review);
