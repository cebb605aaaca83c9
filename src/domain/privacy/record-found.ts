import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { channels, notify } from '../ports.ts';
import { lockUnfinishedErasure } from './claim-erasure.ts';
import { countHeldRows, findHeldRows, type Person } from './held-rows.ts';

/** What was found in the files of a version. */
export interface FoundVersion {
  readonly id: string;
  readonly samples: number;
  /** Of TRAIN, that are not the person's. */
  readonly trainingSamplesLeft: number;
}

/**
 * Stores what is to go, before anything does, so that the counts stay right when the work comes again.
 * @param samples  different ones in all versions together
 */
export async function recordFound(em: EntityManager, id: string, person: Person, { samples, versions }: { readonly samples: number; readonly versions: readonly FoundVersion[] }): Promise<void> {
  await write(em, async (tx) => {
    const erasure = await lockUnfinishedErasure(tx, id);
    if (!erasure || erasure.foundAt) return;
    await findHeldRows(tx, person);
    const { generations, feedback, openRecords } = await countHeldRows(tx);
    Object.assign(erasure, { samples: samples + openRecords, generations, feedback, foundAt: new Date(), progress: FOUND_SHARE });
    await tx.flush();
    for (const version of versions) {
      await tx.execute('insert into erasure_version (erasure_id, dataset_version_id, samples, training_samples_left) values (?, ?, ?, ?)', [id, version.id, version.samples, version.trainingSamplesLeft]);
    }
    await recordRuns(tx, id);
    await notify(tx, channels.erasure, id);
  });
}

/** Of the whole. */
export const FOUND_SHARE = 0.2;

/**
 * Stores which runs have trained on the person's samples: those that a worker took before the version was written anew. Called once more
 * when it has been, for runs that were taken meanwhile.
 */
export async function recordRuns(tx: EntityManager, erasureId: string, datasetVersionId?: string): Promise<void> {
  await tx.execute(
    `insert into erasure_training_run (erasure_id, training_run_id)
     select e.erasure_id, run.id from erasure_version e join training_run run on run.dataset_version_id = e.dataset_version_id and run.attempt > 0
     where e.erasure_id = ? and e.rewritten_at is null ${datasetVersionId ? 'and e.dataset_version_id = ?' : ''} on conflict do nothing`,
    [erasureId, ...(datasetVersionId ? [datasetVersionId] : [])],
  );
}
