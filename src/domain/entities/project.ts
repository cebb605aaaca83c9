import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { FeedbackSettings } from '../feedback/feedback-settings.ts';
import type { ContributorLevel } from '../participation/levels.ts';
import type { Prices } from '../insights/prices.ts';
import { createdAt, id } from './columns.ts';

const schema = defineEntity({
  name: 'Project',
  tableName: 'project',
  properties: {
    id: id(),
    name: p.string(),
    /** The one project whose ADMIN keys may make projects. */
    root: p.boolean().default(false),
    /** Part of what the hashes of erased people are made of. */
    subjectSalt: p.uuid().onCreate(() => randomUUID()),
    /** Those that were set; null: all have their defaults. */
    feedbackSettings: p.json<Partial<FeedbackSettings>>().nullable(),
    /** Those that were set, lowest first; null: the defaults. */
    contributorLevels: p.json<readonly ContributorLevel[]>().nullable(),
    /** What computing costs its owner; null: nobody said. */
    prices: p.json<Prices>().nullable(),
    createdAt: createdAt(),
  },
});

/** A tenant: everything belongs to one. */
export class Project extends schema.class {}
schema.setClass(Project);
