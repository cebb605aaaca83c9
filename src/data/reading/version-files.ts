import { Fault } from '../../domain/fault.ts';
import type { VersionFiles } from '../../domain/ports.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { datasetVersionKey } from '../../store/keys.ts';
import { DamagedVersion, VersionReader } from '../layout/version-reader.ts';
import { readProfile } from '../quality/profiles/profile-file.ts';
import { splitNames } from '../split-words.ts';

/** Of each hash: two different images agree in so much once in 10¹⁹. */
const COMPARED_BYTES = 8;

/** What domain functions ask of the files of dataset versions; those that are damaged become faults. */
export function versionFiles(store: BlobStore): VersionFiles {
  return {
    trainClassCounts: (id, description) => orFault(() => trainClassCounts(store, datasetVersionKey(id), description)),
    heldOutImagesInTraining: (trainedOn, measuredOn) => orFault(() => heldOutInTraining(store, datasetVersionKey(trainedOn), datasetVersionKey(measuredOn))),
    trainSources: (id, description) => orFault(async () => (await import('./train-sources.ts')).trainSources(store, datasetVersionKey(id), description)),
    profile: (id) => readProfile(store, datasetVersionKey(id)),
  };
}

async function trainClassCounts(store: BlobStore, prefix: string, description: DatasetDescription): Promise<number[]> {
  if (description.kind !== 'IMAGE') {
    const { countTrainLabels } = await import('./count-train-labels.ts');
    return countTrainLabels(store, prefix, description.classes);
  }
  const reader = await VersionReader.open(store, prefix);
  const [labels, { TRAIN }] = [await reader.labels(), await reader.orders()];
  const counts = description.classes.map(() => 0);
  for (const position of TRAIN) {
    const label = labels[position] ?? -1;
    if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** 8 bytes of memory for each image of either version. */
async function heldOutInTraining(store: BlobStore, trainedOn: string, measuredOn: string): Promise<number> {
  const [trained, measured] = [await VersionReader.open(store, trainedOn), await VersionReader.open(store, measuredOn)];
  const train = splitNames.indexOf('TRAIN');
  const seen = new Set<bigint>();
  const [ofTrained, trainedSplits] = [await hashesOf(trained), await trained.splits()];
  trainedSplits.forEach((split, position) => split === train && seen.add(ofTrained[position]!));
  const [ofMeasured, measuredSplits] = [await hashesOf(measured), await measured.splits()];
  return measuredSplits.reduce((count, split, position) => count + (split !== train && seen.has(ofMeasured[position]!) ? 1 : 0), 0);
}

const hashesOf = async (reader: VersionReader) => new BigUint64Array((await reader.hashes(COMPARED_BYTES)).buffer);

async function orFault<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof DamagedVersion ? new Fault('INVALID_STATE', error.message, ['datasetVersionId']) : error;
  }
}
