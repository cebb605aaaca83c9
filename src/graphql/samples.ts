import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { DatasetVersion } from '../domain/entities/dataset-version.ts';
import type { BrowsedSample, SampleBrowser, StoredVersionFiles } from '../domain/samples.ts';
import { chargeRows } from './connection.ts';
import type { Context } from './context.ts';
import { badInput, graphqlError } from './errors.ts';
import { orGraphqlError } from './or-graphql-error.ts';

/** What counting the samples of a filter is worth in rows: it may look at every sample of a version. */
export const COUNT_ROWS = 500;
/** What comparing two versions is worth: it looks at every sample of both. */
export const COMPARE_ROWS = 2_000;

/** Undefined of a version that is not read yet, or could not be. */
export const filesOf = ({ id, description }: DatasetVersion): StoredVersionFiles | undefined => (description ? { id, description } : undefined);

/** Looks into versions for a reader who may hang up meanwhile; `rows` is what the operation is charged. */
export async function lookInto<T>({ em, samples, gone }: Context, rows: number, work: (samples: SampleBrowser, gone: AbortSignal | undefined) => Promise<T>): Promise<T> {
  chargeRows(em, rows);
  try {
    return await orGraphqlError(() => work(samples, gone));
  } catch (error) {
    throw gone?.aborted ? graphqlError('UNAVAILABLE', 'Nobody waits for this answer any more.') : error;
  }
}

interface Place {
  readonly version: StoredVersionFiles;
  readonly position: number;
}

/** What many findings of one answer lead to is read from each version at once. */
export const sampleAt = createContextCache(
  (context: Context) =>
    new DataLoader<Place, BrowsedSample | null, string>(
      async (places) => {
        const found = new Map<string, BrowsedSample>();
        for (const [id, wanted] of Map.groupBy(places, ({ version }) => version.id)) {
          const version = wanted[0]?.version;
          if (!version) continue;
          const samples = await lookInto(context, wanted.length, (browser, gone) => browser.at(version, wanted.map(({ position }) => position), gone));
          for (const sample of samples) if (sample) found.set(keyOf(id, sample.position), sample);
        }
        return places.map(({ version, position }) => found.get(keyOf(version.id, position)) ?? null);
      },
      { cacheKeyFn: ({ version, position }) => keyOf(version.id, position) },
    ),
);

const keyOf = (id: string, position: number) => `${id} ${position}`;

/** A cursor in a list of samples is a position. */
export const encodePosition = (position: number) => Buffer.from(`sample:${position}`).toString('base64url');

export function decodePosition(cursor: string | null | undefined): number | undefined {
  if (cursor == null) return undefined;
  const [, position] = /^sample:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (position === undefined) throw badInput('The cursor is not one that this list gave.');
  return Number(position);
}
