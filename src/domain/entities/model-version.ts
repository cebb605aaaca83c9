import { defineEntity, p } from '@mikro-orm/postgresql';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { JudgingMetric } from '../evaluation-result.ts';
import { createdAt, double, id } from './columns.ts';
import { Model } from './model.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'ModelVersion',
  tableName: 'model_version',
  uniques: [{ properties: ['model', 'number'] }],
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    model: () => p.manyToOne(Model).ref(),
    number: p.integer(),
    /** Measured on the test split, by full name: `test/loss`. */
    metrics: p.json<{ name: string; value: number }[]>(),
    /** Of its evaluations, best known first; none where it scores no single samples, null of versions that were made before this was kept. */
    judgedBy: p.json<JudgingMetric[]>().nullable(),
    parameterCount: double(),
    sizeBytes: double(),
    /** In the store under `modelFileKey(id, path)`. */
    files: p.json<{ path: string; sizeBytes: number; sha256: string }[]>(),
    /** Of the dataset version that it was trained on. */
    dataset: p.json<DatasetDescription>(),
    createdAt: createdAt(),
  },
});

export class ModelVersion extends schema.class {}
schema.setClass(ModelVersion);
