import { defineEntity, p } from '@mikro-orm/postgresql';
import type { FlywheelRules } from '../flywheel/rules.ts';
import { createdAt, id } from './columns.ts';
import { Dataset } from './dataset.ts';
import { Model } from './model.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'FlywheelPolicy',
  tableName: 'flywheel_policy',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    model: () => p.oneToOne(Model).owner().ref(),
    dataset: () => p.manyToOne(Dataset).ref(),
    enabled: p.boolean(),
    /** One entry: the plugin's key and its hyper-parameters. */
    algorithm: p.json<Readonly<Record<string, unknown>>>(),
    rules: p.json<FlywheelRules>(),
    /** Name of the API key that set it last. */
    actor: p.string(),
    /** Counts up with every change by a person. */
    revision: p.integer().default(1),
    cycleCount: p.integer().default(0),
    eventCount: p.integer().default(0),
    createdAt: createdAt(),
    changedAt: p.datetime(3),
    /** When a worker looks at it next. */
    nextCheckAt: p.datetime(3),
  },
});

/** When a model's wheel turns by itself; one per model at most. */
export class FlywheelPolicy extends schema.class {}
schema.setClass(FlywheelPolicy);
