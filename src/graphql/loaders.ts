import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { QualityOverrule } from '../domain/entities/quality-overrule.ts';
import type { Context } from './context.ts';
import { type OpenVersion, openVersions } from './open-version-reads.ts';
import { containErasedData } from './erasure-reads.ts';
import * as read from './reads.ts';

/** A loader per operation: what many objects of one answer ask for goes to the database as one statement. */
function perOperation<Value>(readMany: (context: Context, ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>, absent: Value) {
  return createContextCache(
    (context: Context) =>
      new DataLoader<string, Value>(async (ids) => {
        const values = await readMany(context, ids);
        return ids.map((id) => values.get(id) ?? absent);
      }),
  );
}

export const latestDatasetVersion = perOperation<string | null>(read.latestDatasetVersionIds, null);
export const openVersion = perOperation<OpenVersion | null>(openVersions, null);
export const qualityOverrule = perOperation<QualityOverrule | null>(read.overrulesOfVersions, null);
export const latestMetrics = perOperation<readonly read.LatestMetric[]>(read.latestMetrics, []);
export const modelVersionAliases = perOperation<readonly string[]>(read.aliasesOfVersions, []);
export const trainingRunOfVersion = perOperation<string | null>(read.trainingRunIdsOfVersions, null);
export const feedbackOfGeneration = perOperation<readonly string[]>(read.feedbackIdsOfGenerations, []);
export const feedbackCountsOfVersion = perOperation<read.FeedbackCounts>(read.feedbackCountsOfVersions, read.NO_FEEDBACK);
export const feedbackCountsOfModel = perOperation<read.FeedbackCounts>(read.feedbackCountsOfModels, read.NO_FEEDBACK);
export const containsErasedData = perOperation<boolean>(containErasedData, false);
export const queuePosition = perOperation<number>(read.runsAhead, 0);
