import { join } from 'node:path';
import type { BlobStore } from '../../store/blob-store.ts';
import type { ImportedVersion } from '../import-options.ts';
import { manifestName } from '../layout/manifest.ts';
import { samplesName, type SamplesManifest } from '../layout/samples-manifest.ts';
import { splitNames } from '../split-words.ts';
import { describeSamples } from './describe-samples.ts';
import { digestSamples } from './digest-samples.ts';
import type { OrderedSamples } from './make-samples.ts';
import type { StoredShape } from './plan.ts';
import type { WorkDatabase } from './work-database.ts';
import { countClasses, writeSamples } from './write-samples.ts';

export interface StoreSamplesOptions {
  readonly shape: StoredShape;
  readonly ordered: OrderedSamples;
  /** Names of the files; `placed.file` is an index into them. */
  readonly sources: readonly string[];
  readonly store: BlobStore;
  /** Key below which the version's files are written. */
  readonly target: string;
  /** For work in progress. */
  readonly folder: string;
  /** Of sorting and writing, 0 to 1. */
  onProgress?(done: number): void;
}

/** Writes the view `placed`, which is gone then, as the files of a version. */
export async function storeSamples(database: WorkDatabase, { shape, ordered, sources, store, target, folder, onProgress }: StoreSamplesOptions): Promise<Omit<ImportedVersion, 'incomplete' | 'corrupt' | 'skippedFiles'>> {
  const { classes } = ordered;
  const path = join(folder, samplesName);
  await writeSamples(database, shape, ordered, sources, path, onProgress);
  const description = await describeSamples(database, shape, classes);
  const digest = await digestSamples(database, description);
  const perClass = await countClasses(database, classes);
  const stored = await store.adopt(`${target}/${samplesName}`, path);
  const sampleCount = splitNames.reduce((sum, split) => sum + description.counts[split], 0);
  const manifest: SamplesManifest = { layout: 2, digest, sampleCount, description: { ...description }, content: [...shape.content], sources: [...sources], files: { samples: { name: samplesName, ...stored } } };
  await store.write(`${target}/${manifestName}`, Buffer.from(JSON.stringify(manifest)));
  return {
    digest, sampleCount, description,
    splits: splitNames.map((split) => ({ split, count: description.counts[split] })),
    classes: classes.map((label, index) => ({ label, count: perClass[index] ?? 0 })),
  };
}
