import { defineEntity, p } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import { createdAt, id } from './columns.ts';
import { Experiment } from './experiment.ts';
import { Model } from './model.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

/** What moved an alias: a person by the API, a flywheel policy, an experiment's end, or a rollback. */
export const aliasChangeSources = ['PERSON', 'POLICY', 'EXPERIMENT', 'ROLLBACK'] as const;
export type AliasChangeSource = (typeof aliasChangeSources)[number];

const changeSchema = defineEntity({
  name: 'ModelAliasChange',
  tableName: 'model_alias_change',
  indexes: [{ properties: ['model', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    model: () => p.manyToOne(Model).ref(),
    alias: p.string(),
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    /** What it stood on until then; null where it was not set. */
    previousModelVersion: () => p.manyToOne(ModelVersion).ref().nullable(),
    /** What a rollback of this change goes back to. A rollback has that of the change which it restored, so that the next one goes further back. */
    previousChange: () => p.manyToOne(ModelAliasChange).ref().nullable(),
    source: p.enum(aliasChangeSources),
    reason: p.text().nullable(),
    /** Name of the API key that made the change, or of the part of the server that did. */
    actor: p.string(),
    /** That decided; empty where nobody counted. */
    numbers: p.json<readonly DecisionNumber[]>(),
    /** Of source EXPERIMENT. */
    experiment: () => p.manyToOne(Experiment).ref().nullable(),
    createdAt: createdAt(),
  },
});

/** Written once, never changed. */
export class ModelAliasChange extends changeSchema.class {}
changeSchema.setClass(ModelAliasChange);

const aliasSchema = defineEntity({
  name: 'ModelAlias',
  tableName: 'model_alias',
  properties: {
    model: () => p.manyToOne(Model).primary().ref(),
    alias: p.string().primary(),
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
    /** The change that put it there. */
    change: () => p.manyToOne(ModelAliasChange).ref().nullable(),
  },
});

/** A name that stands on one version of a model at a time, for example `production`. */
export class ModelAlias extends aliasSchema.class {}
aliasSchema.setClass(ModelAlias);
