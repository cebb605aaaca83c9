import { defineEntity, p } from '@mikro-orm/postgresql';
import { DatasetVersion } from './dataset-version.ts';

const schema = defineEntity({
  name: 'SampleRelabel',
  tableName: 'sample_relabel',
  properties: {
    /** That is made by it. */
    datasetVersion: () => p.manyToOne(DatasetVersion).ref().primary(),
    /** In the parent. */
    position: p.integer().primary(),
    /** Null: without a label. */
    label: p.text().nullable(),
  },
});

/** The label that a sample of the parent gets in a version. */
export class SampleRelabel extends schema.class {}
schema.setClass(SampleRelabel);
