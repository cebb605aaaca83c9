import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import type { JobQueue } from '../ports.ts';
import type { VersionSource } from '../version-source.ts';

export interface NewVersion {
  readonly id: string;
  readonly dataset: Dataset;
  readonly source: VersionSource;
  readonly parent?: DatasetVersion | undefined;
}

/** Stores the next version of a dataset, IMPORTING, and the job that makes it. */
export async function createVersion(tx: EntityManager, jobs: JobQueue, { id, dataset, source, parent }: NewVersion): Promise<void> {
  await tx.lock(dataset, LockMode.PESSIMISTIC_WRITE);
  await tx.refresh(dataset);
  dataset.versionCount += 1;
  tx.create(DatasetVersion, {
    id,
    project: dataset.project,
    dataset,
    number: dataset.versionCount,
    source,
    parent: parent ?? null,
    splits: [],
    classes: [],
    changes: null,
    digest: null,
    sampleCount: null,
    description: null,
    quality: null,
    failure: null,
  });
  await tx.flush();
  await jobs.send(tx, { type: 'import-dataset', datasetVersionId: id });
}
