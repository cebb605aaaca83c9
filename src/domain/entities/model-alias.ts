import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { Model } from './model.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';

const aliasSchema = defineEntity({
  name: 'ModelAlias',
  tableName: 'model_alias',
  properties: {
    model: () => p.manyToOne(Model).primary().ref(),
    alias: p.string().primary(),
    modelVersion: () => p.manyToOne(ModelVersion).ref(),
  },
});

/** A name that stands on one version of a model at a time, for example `production`. */
export class ModelAlias extends aliasSchema.class {}
aliasSchema.setClass(ModelAlias);

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
    reason: p.text().nullable(),
    /** Name of the API key that made the change. */
    actor: p.string(),
    createdAt: createdAt(),
  },
});

/** Written once, never changed. */
export class ModelAliasChange extends changeSchema.class {}
changeSchema.setClass(ModelAliasChange);
