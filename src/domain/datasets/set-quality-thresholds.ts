import { type Caller, type Services, write } from '../caller.ts';
import { Dataset } from '../entities/dataset.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import type { QualityThreshold } from '../quality-report.ts';

export interface SetQualityThresholdsInput {
  readonly datasetId: string;
  /** Those of checks that are not named are the product's. */
  readonly thresholds: readonly QualityThreshold[];
}

/** Sets by which shares findings of a dataset's coming versions are INFO, WARNING or ERROR. */
export async function setQualityThresholds({ em }: Pick<Services, 'em'>, caller: Caller, { datasetId, thresholds }: SetQualityThresholdsInput): Promise<Dataset> {
  thresholds.forEach((threshold, index) => check(threshold, index, thresholds));
  return write(em, async (tx) => {
    const dataset = await getOwn(tx, Dataset, caller, datasetId, ['datasetId']);
    dataset.qualityThresholds = thresholds.length === 0 ? null : [...thresholds];
    await tx.flush();
    return dataset;
  });
}

function check({ check: name, info, warning, error }: QualityThreshold, index: number, all: readonly QualityThreshold[]): void {
  const path = ['thresholds', String(index)];
  if (all.findIndex((other) => other.check === name) !== index) throw new Fault('INVALID_INPUT', `thresholds names ${name} twice.`, [...path, 'check']);
  const levels = [['info', info], ['warning', warning], ['error', error]] as const;
  for (const [field, share] of levels) {
    if (share !== null && !(share >= 0 && share <= 1)) throw new Fault('INVALID_INPUT', `${field} must be a share from 0 to 1, or null for never, not ${share}.`, [...path, field]);
  }
  const given = levels.flatMap(([, share]) => share ?? []);
  if (given.some((share, at) => at > 0 && share < given[at - 1]!)) throw new Fault('INVALID_INPUT', `The thresholds of ${name} must not fall from info over warning to error.`, path);
}
