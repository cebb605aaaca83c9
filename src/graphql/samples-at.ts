import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import type { BrowsedSample } from '../domain/samples.ts';
import { findOwn } from '../domain/find-own.ts';
import { callerOf, type Context } from './context.ts';

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
  return Promise.all(places.map(async ({ datasetVersionId, position }) => {
    const version = versions.get(datasetVersionId);
    const [sample] = version ? await context.samples.page(version, {}, { after: position - 1, before: position + 1, limit: 1, inverted: false }) : [];
    return sample ?? null;
  }));
}
