import { defineEntity, p } from '@mikro-orm/postgresql';
import { datasetKinds } from '../../plugin/index.ts';
import type { QualityThreshold } from '../quality-report.ts';
import { createdAt, id } from './columns.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'Dataset',
  tableName: 'dataset',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    name: p.string(),
    kind: p.enum(datasetKinds),
    /** Number of the newest version; counted up under a row lock. */
    versionCount: p.integer().default(0),
    /** Of its own; null: those of the product. */
    qualityThresholds: p.json<readonly QualityThreshold[]>().nullable(),
    createdAt: createdAt(),
  },
});

export class Dataset extends schema.class {}
schema.setClass(Dataset);
