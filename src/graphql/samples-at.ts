import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import type { BrowsedSample } from '../domain/samples.ts';
import { findOwn } from '../domain/find-own.ts';
import { callerOf, type Context } from './context.ts';
import { sampleAt } from './samples.ts';

interface Place {
  readonly datasetVersionId: string;
  readonly position: number;
}

/** Samples by their place; a loader per operation. */
export const samplesAt = createContextCache(
  (context: Context) =>
    new DataLoader<Place, BrowsedSample | null, string>((places) => read(context, places), { cacheKeyFn: ({ datasetVersionId, position }) => `${datasetVersionId} ${position}` }),
);

async function read(context: Context, places: readonly Place[]): Promise<(BrowsedSample | null)[]> {
  const ids = [...new Set(places.map(({ datasetVersionId }) => datasetVersionId))];
  const rows = await findOwn(context.em, DatasetVersion, callerOf(context).projectId, ids);
  const versions = new Map(rows.flatMap((row) => (row?.description ? [[row.id, { id: row.id, description: row.description }]] : [])));
  return Promise.all(places.map(({ datasetVersionId, position }) => {
    const version = versions.get(datasetVersionId);
    return version ? sampleAt(context).load({ version, position }) : null;
  }));
}
