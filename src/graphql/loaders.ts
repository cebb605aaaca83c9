import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { QualityOverrule } from '../domain/entities/quality-overrule.ts';
import { costsOfRuns } from '../domain/insights/costs.ts';
import type { Context } from './context.ts';
import { type FeedbackCounts, feedbackCountsOfModels, feedbackCountsOfVersions, NO_FEEDBACK } from './feedback-counts.ts';
import { ancestorIdsOfVersions, datasetVersionIdsOfModelVersions, descendantIdsOfVersions, type RecordKey, type RecordOfSample, recordsOfKeys } from './lineage-reads.ts';
import { type OpenVersion, openVersions } from './open-version-reads.ts';
import * as contributors from './contributor-reads.ts';
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
export const initialOfVersion = perOperation<string | null>(read.initialVersionIds, null);
export const feedbackOfGeneration = perOperation<readonly string[]>(read.feedbackIdsOfGenerations, []);
export const feedbackCountsOfVersion = perOperation<FeedbackCounts>(feedbackCountsOfVersions, NO_FEEDBACK);
export const feedbackCountsOfModel = perOperation<FeedbackCounts>(feedbackCountsOfModels, NO_FEEDBACK);
export const containsErasedData = perOperation<boolean>(containErasedData, false);
export const costOfRun = perOperation(({ em }, ids) => costsOfRuns(em, ids), { count: 1, seconds: 0, gpuSeconds: 0 });
export const queuePosition = perOperation<number>(read.runsAhead, 0);
export const ancestorIds = perOperation<readonly string[]>(ancestorIdsOfVersions, []);
export const descendantIds = perOperation<readonly string[]>(descendantIdsOfVersions, []);
export const datasetVersionOfModelVersion = perOperation<string | null>(datasetVersionIdsOfModelVersions, null);

export const saidBySubject = perOperation<contributors.SaidCounts>(contributors.saidBySubjects, contributors.NOTHING_SAID);
export const acceptedBySubject = perOperation<contributors.AcceptedCounts>(contributors.acceptedOfSubjects, contributors.NOTHING_ACCEPTED);
export const reliabilityOfSubject = perOperation<readonly contributors.Reliability[]>(contributors.reliabilityOfSubjects, []);
export const effectsOfSubject = perOperation<readonly contributors.Effect[]>(contributors.effectsOfSubjects, []);
export const isHidden = perOperation<boolean>(contributors.hiddenSubjects, false);

/** The records that samples came as; those of one version at once. */
export const recordOfSample = createContextCache(
  (context: Context) =>
    new DataLoader<RecordKey, RecordOfSample | null, string>(
      async (wanted) => {
        const found = new Map<string, ReadonlyMap<string, RecordOfSample>>();
        for (const [id, records] of Map.groupBy(wanted, ({ datasetVersionId }) => datasetVersionId)) found.set(id, await recordsOfKeys(context, id, records.map(({ key }) => key)));
        return wanted.map(({ datasetVersionId, key }) => found.get(datasetVersionId)?.get(key) ?? null);
      },
      { cacheKeyFn: ({ datasetVersionId, key }) => `${datasetVersionId} ${key}` },
    ),
);
