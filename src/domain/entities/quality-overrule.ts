import { defineEntity, p } from '@mikro-orm/postgresql';
import { createdAt, id } from './columns.ts';
import { DatasetVersion } from './dataset-version.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'QualityOverrule',
  tableName: 'quality_overrule',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    datasetVersion: () => p.oneToOne(DatasetVersion).ref().owner(),
    reason: p.text(),
    /** The API key that did it, by name. */
    actor: p.text(),
    createdAt: createdAt(),
  },
});

/** Somebody let a version that failed its quality gate be trained on. Never changed (a trigger sees to it). */
export class QualityOverrule extends schema.class {}
schema.setClass(QualityOverrule);
