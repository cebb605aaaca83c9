import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, double, id } from './columns.ts';
import { Feedback } from './feedback.ts';
import { Generation } from './generation.ts';
import { Model } from './model.ts';
import { Project } from './project.ts';

/** Of what the label is: a class, a text, or an item that was chosen. */
export const consensusKinds = ['CLASS', 'TEXT', 'CHOICE'] as const;
export type ConsensusKind = (typeof consensusKinds)[number];

/** USABLE: becomes a sample. REVIEW: a person has to look. OUTVOTED: said by those alone whose other answers are wrong. UNFIT: the dataset cannot hold it. */
export const consensusStates = ['USABLE', 'REVIEW', 'OUTVOTED', 'UNFIT'] as const;
export type ConsensusState = (typeof consensusStates)[number];

/** How many say what; null: only that the model was wrong. */
export interface Vote {
  readonly label: string | null;
  readonly count: number;
}

const schema = defineEntity({
  name: 'ConsensusLabel',
  tableName: 'consensus_label',
  uniques: [{ properties: ['model', 'item'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    model: () => p.manyToOne(Model).ref(),
    /** Hash of the prompt's content: who asks the same asks about the same thing. */
    item: p.text(),
    kind: p.enum(consensusKinds),
    /** One of those that asked. */
    generation: () => p.manyToOne(Generation).ref(),
    output: p.integer(),
    /** Null where nobody named any. */
    label: p.text().nullable(),
    /** Of the label, 0 to 1. */
    probability: double(),
    /** How uncertain it is, in nats. */
    entropy: double(),
    /** Subjects that answered, and those that say the label. */
    answers: p.integer(),
    agreeing: p.integer(),
    votes: p.json<readonly Vote[]>(),
    /** The newest that says the label, and whose it is. */
    feedback: () => p.manyToOne(Feedback).ref().nullable(),
    subject: p.text().nullable(),
    state: p.enum(consensusStates),
    /** Why it has this state, for people. */
    reason: p.text(),
    /** Whether a reviewer settled it; answers no longer change it. */
    reviewed: p.boolean().default(false),
    weighedAt: p.datetime(3),
    createdAt: createdAt(),
  },
});

/** What the answers of all subjects about one prompt come to. */
export class ConsensusLabel extends schema.class {}
schema.setClass(ConsensusLabel);
