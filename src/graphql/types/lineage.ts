import { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { ModelVersion } from '../../domain/entities/model-version.ts';
import { TrainingRun } from '../../domain/entities/training-run.ts';
import type { Upload } from '../../domain/entities/upload.ts';
import { builder } from '../builder.ts';
import { chargeRows, newestFirst } from '../connection.ts';
import { learnedFrom, madeOfUpload, MOST_RELATIVES } from '../lineage-reads.ts';
import { ancestorIds, datasetVersionOfModelVersion, descendantIds } from '../loaders.ts';
import { DatasetVersionNode, ModelVersionNode, TrainingRunNode, UploadNode } from '../refs.ts';
import { DatasetVersionConnection } from './dataset.ts';
import { ModelVersionConnection } from './model.ts';
import { TrainingRunConnection } from './training-run.ts';

const reads = { authScopes: { scope: ['READ'] } } as const;

builder.objectField(DatasetVersionNode, 'ancestors', (t) =>
  t.field({
    type: [DatasetVersionNode],
    description: 'The parent, its parent, and so on up to the first.',
    resolve: async (version: DatasetVersion, _args, context) => {
      const ids = await ancestorIds(context).load(version.id);
      chargeRows(context.em, ids.length);
      return [...ids];
    },
  }),
);

builder.objectField(DatasetVersionNode, 'descendants', (t) =>
  t.field({
    type: [DatasetVersionNode],
    description: `Versions that were made of this one, of those, and so on: the nearest first, at most ${MOST_RELATIVES}.`,
    resolve: async (version: DatasetVersion, _args, context) => {
      const ids = await descendantIds(context).load(version.id);
      chargeRows(context.em, ids.length);
      return [...ids];
    },
  }),
);

builder.objectField(DatasetVersionNode, 'children', (t) =>
  t.connection(
    { type: DatasetVersionNode, description: 'Versions that were made of this one. Newest first.', resolve: (version: DatasetVersion, args, { em }) => newestFirst(em, DatasetVersion, { parent: version.id }, args) },
    DatasetVersionConnection,
  ),
);

builder.objectField(DatasetVersionNode, 'trainingRuns', (t) =>
  t.connection(
    { type: TrainingRunNode, description: 'Runs that learn from it. Newest first.', resolve: (version: DatasetVersion, args, { em }) => newestFirst(em, TrainingRun, { datasetVersion: version.id }, args) },
    TrainingRunConnection,
  ),
);

builder.objectField(DatasetVersionNode, 'modelVersions', (t) =>
  t.connection(
    { type: ModelVersionNode, description: 'What learned from it. Newest first.', resolve: (version: DatasetVersion, args, { em }) => newestFirst(em, ModelVersion, learnedFrom(version.id), args) },
    ModelVersionConnection,
  ),
);

builder.objectField(ModelVersionNode, 'datasetVersion', (t) =>
  t.field({ type: DatasetVersionNode, nullable: true, description: 'What it learned from.', resolve: (version: ModelVersion, _args, context) => datasetVersionOfModelVersion(context).load(version.id) }),
);

builder.objectField(UploadNode, 'datasetVersions', (t) =>
  t.connection(
    {
      type: DatasetVersionNode,
      ...reads,
      description: 'Versions that were imported from it, or that it was sealed into as the image of a record. Versions made of those are their `descendants`.',
      resolve: (upload: Upload, args, { em }) => newestFirst(em, DatasetVersion, madeOfUpload(upload), args),
    },
    DatasetVersionConnection,
  ),
);
