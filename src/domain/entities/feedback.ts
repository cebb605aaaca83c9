import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { Generation } from './generation.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const ratings = ['POSITIVE', 'NEGATIVE'] as const;

const schema = defineEntity({
  name: 'Feedback',
  tableName: 'feedback',
  indexes: [{ properties: ['project', 'id'] }, { properties: ['generation'] }, { properties: ['modelVersion'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    generation: () => p.manyToOne(Generation).ref(),
    /** The generation's, once more: summaries per model count by it. */
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    rating: p.enum(ratings).nullable(),
    correctionLabel: p.string().nullable(),
    correctionText: p.text().nullable(),
    comment: p.text().nullable(),
    subject: p.string().nullable(),
    createdAt: createdAt(),
  },
});

/** What a person said of a generation. */
export class Feedback extends schema.class {}
schema.setClass(Feedback);
