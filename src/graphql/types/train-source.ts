import type { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { sourceCount, type TrainSource } from '../../domain/training-subset.ts';
import { builder } from '../builder.ts';
import { chargeRows } from '../connection.ts';
import type { Context } from '../context.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { DatasetVersionNode } from '../refs.ts';

const TrainSourceType = builder.objectRef<TrainSource>('TrainSource').implement({
  description: 'Where samples of a training split come from.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the file; `records` for all that applications appended.' }),
    count: t.int({ description: 'Samples of the training split.', resolve: sourceCount }),
  }),
});

builder.objectField(DatasetVersionNode, 'trainSources', (t) =>
  t.field({
    type: [TrainSourceType],
    description: 'Where the samples of the training split come from, the largest source first; none while it is imported.',
    resolve: (version: DatasetVersion, _args, context) => sourcesOf(version, context),
  }),
);

async function sourcesOf({ id, description }: DatasetVersion, { em, versionFiles }: Context): Promise<TrainSource[]> {
  if (!description) return [];
  const sources = await orGraphqlError(() => versionFiles.trainSources(id, description));
  chargeRows(em, sources.length);
  return [...sources];
}
