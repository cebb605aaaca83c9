import type { EntityManager } from '@mikro-orm/postgresql';
import type { ImageDescription } from '../../plugin/index.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { TrainingRun } from '../entities/training-run.ts';
import type { VersionFiles } from '../ports.ts';

/**
 * What of a version's validation and test split a run's model has seen in training, to follow "this model cannot: "; undefined where
 * nothing. Goes back over the models that drew for its training, and those that it went on from: what they have seen, it knows too.
 */
export async function findLeak(tx: EntityManager, files: VersionFiles, run: TrainingRun, version: DatasetVersion, description: ImageDescription): Promise<string | undefined> {
  const waiting: TrainingRun[] = [run];
  const looked = new Set([version.id]);
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (!looked.has(one.datasetVersion.id)) {
      looked.add(one.datasetVersion.id);
      const shared = await files.heldOutImagesInTraining(one.datasetVersion.id, version.id, description);
      if (shared > 0) return `${shared} ${shared === 1 ? 'image' : 'images'} of this version's validation and test split ${shared === 1 ? 'was' : 'were'} in its training data, so the measured quality would be too good`;
    }
    const before = [one.balanceModelVersion?.id, one.initialModelVersion?.id].filter((id) => id !== undefined);
    waiting.push(...(await tx.find(TrainingRun, { modelVersion: { $in: before } })));
  }
  return undefined;
}
