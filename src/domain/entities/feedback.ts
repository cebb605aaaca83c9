import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, double, id } from './columns.ts';
import { ApiKey } from './api-key.ts';
import { Generation } from './generation.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

export const ratings = ['POSITIVE', 'NEGATIVE'] as const;
export type Rating = (typeof ratings)[number];

/** What a product saw a person do with an output, without being asked. */
export const feedbackSignals = ['ACCEPTED', 'EDITED', 'IGNORED'] as const;
export type FeedbackSignal = (typeof feedbackSignals)[number];

const schema = defineEntity({
  name: 'Feedback',
  tableName: 'feedback',
  indexes: [{ properties: ['project', 'id'] }, { properties: ['generation'] }, { properties: ['modelVersion', 'id'] }, { properties: ['project', 'subject', 'id'] }, { properties: ['apiKey', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    /** That it came by; null of what an earlier release stored. */
    apiKey: () => p.manyToOne(ApiKey).ref().nullable(),
    generation: () => p.manyToOne(Generation).ref(),
    /** The generation's, once more: summaries per model count by it. */
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    /** Which of the generation's outputs it is about, from 0; null: the generation as a whole. */
    output: p.integer().nullable(),
    rating: p.enum(ratings).nullable(),
    /** 0 to 1. */
    score: double().nullable(),
    signal: p.enum(feedbackSignals).nullable(),
    correctionLabel: p.string().nullable(),
    correctionText: p.text().nullable(),
    /** That this output was preferred to: of a generation, number `overOutput`. */
    overGeneration: () => p.manyToOne(Generation).ref().nullable(),
    overOutput: p.integer().nullable(),
    comment: p.text().nullable(),
    subject: p.string().nullable(),
    /** BCP 47. */
    locale: p.text().nullable(),
    /** What the application wants to tell its feedback apart by. */
    metadata: p.json<Readonly<Record<string, string>>>().nullable(),
    createdAt: createdAt(),
  },
});

/** What a person said of a generation, as they said it. What of it counts stands in `counted_feedback`. */
export class Feedback extends schema.class {}
schema.setClass(Feedback);
