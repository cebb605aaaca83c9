import type { DatasetDescription } from '../../plugin/index.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { Fault } from '../fault.ts';
import type { VersionFiles } from '../ports.ts';
import { subsetCounts, type TrainingSubset } from '../training-subset.ts';

export interface TrainingSubsetInput {
  readonly share?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly withoutSource?: string | null | undefined;
}

/** The whole split is null: what leaves nothing out is no subset. */
export function parseSubset(input: TrainingSubsetInput | null | undefined): TrainingSubset | null {
  if (!input) return null;
  const { share, seed, withoutSource } = { share: input.share ?? 1, seed: input.seed ?? 0, withoutSource: input.withoutSource ?? null };
  if (!(share > 0 && share <= 1)) throw new Fault('INVALID_INPUT', `share must be more than 0 and at most 1, not ${share}.`, ['subset', 'share']);
  return share === 1 && withoutSource === null ? null : { share, seed, withoutSource };
}

/** The training split that a run learns from, before it is balanced. */
export interface LearnedSplit {
  /** With as many samples of TRAIN as the subset has. */
  readonly description: DatasetDescription;
  /** Labelled samples of each class. */
  classCounts(): Promise<readonly number[]>;
}

/** What a run on this version learns from. @throws Fault where the version has no such source, or nothing is left */
export async function learnedSplit(versionFiles: VersionFiles, { id, description }: DatasetVersion, subset: TrainingSubset | null): Promise<LearnedSplit> {
  if (!description) throw new Error(`Dataset version ${id} is READY and has no description.`);
  if (!subset) return { description, classCounts: () => versionFiles.trainClassCounts(id, description) };
  const sources = await versionFiles.trainSources(id, description);
  const { withoutSource } = subset;
  if (withoutSource !== null && !sources.some(({ name }) => name === withoutSource)) {
    throw new Fault('INVALID_INPUT', `The training split has no samples of ${JSON.stringify(withoutSource)}; its sources are ${listed(sources.map(({ name }) => name))}.`, ['subset', 'withoutSource']);
  }
  const { classes, unlabelled } = subsetCounts(sources, subset);
  const count = classes.reduce((sum, one) => sum + one, unlabelled);
  if (count === 0) throw new Fault('INVALID_INPUT', 'Without this source there is nothing to learn from: all samples of the training split come from it.', ['subset', 'withoutSource']);
  return { description: { ...description, counts: { ...description.counts, TRAIN: count } }, classCounts: () => Promise.resolve(classes) };
}

const MOST_LISTED = 10;
const listed = (names: readonly string[]) => `${names.slice(0, MOST_LISTED).map((name) => JSON.stringify(name)).join(', ')}${names.length > MOST_LISTED ? ', …' : ''}`;
