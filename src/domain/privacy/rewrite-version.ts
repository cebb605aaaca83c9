import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { erasureKey, datasetVersionKey, evaluationKey, exportKey } from '../../store/keys.ts';
import { write } from '../caller.ts';
import { type Assessment, assessmentOf } from '../dataset-versions/claim-version.ts';
import type { ImportResult } from '../dataset-versions/finish-import.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { channels, notify, type StoredFiles } from '../ports.ts';
import { recordRuns } from './record-found.ts';

/** A version that is to be written anew without the person. */
export interface VersionToRewrite {
  readonly id: string;
  readonly digest: string;
  readonly description: DatasetDescription;
  readonly assessment: Assessment;
  readonly trainingSamplesLeft: number;
  /** Whether its new files are there already. */
  readonly isMade: boolean;
}

/** Parents come before what was made of them. */
export function versionsToRewrite(em: EntityManager, erasureId: string): Promise<VersionToRewrite[]> {
  return write(em, async (tx) => {
    const rows = await tx.execute<{ id: string; left: number; made: boolean }[]>(
      `select dataset_version_id as id, training_samples_left as left, result is not null as made from erasure_version where erasure_id = ? and rewritten_at is null order by 1`,
      [erasureId],
    );
    const versions: VersionToRewrite[] = [];
    for (const { id, left, made } of rows) {
      const version = await tx.findOneOrFail(DatasetVersion, id);
      const { digest, description } = version;
      // Another erasure left nothing of it.
      if (!description || typeof digest !== 'string') await tx.execute('update erasure_version set rewritten_at = now(), result = null where erasure_id = ? and dataset_version_id = ?', [erasureId, id]);
      else versions.push({ id, digest, description, assessment: await assessmentOf(tx, version), trainingSamplesLeft: left, isMade: made });
    }
    return versions;
  });
}

/** Stores what came of writing a version anew; its files wait below `stagedKey`. @param base  digest of the version that it was made of */
export async function recordRewritten(em: EntityManager, erasureId: string, datasetVersionId: string, base: string, result: ImportResult): Promise<void> {
  await em.execute('update erasure_version set result = ?::jsonb, base_digest = ? where erasure_id = ? and dataset_version_id = ?', [JSON.stringify(result), base, erasureId, datasetVersionId]);
}

export const stagedKey = (erasureId: string, datasetVersionId: string) => `${erasureKey(erasureId)}/${datasetVersionId}`;

const NOT_AS_MEASURED = 'The dataset version was written anew without a person who was erased. Ask for the evaluation again.';

const NOTHING_LEFT = 'Nothing of it is left to train on: all samples of TRAIN were of people who were erased.';

/**
 * Puts the new files of a version in the place of the old ones, and takes away what was made of those: exports, and what evaluations found,
 * whose predictions name samples by position. A version without samples to train on becomes FAILED. The files may have been moved by an earlier try.
 *
 * BUSY: versions are being made of it, which read its files and name samples by position; try again later. STALE: it is not what the new
 * files were made of, since somebody else was erased meanwhile; make them again.
 */
export function replaceVersion(em: EntityManager, erasureId: string, datasetVersionId: string, files: StoredFiles): Promise<'DONE' | 'BUSY' | 'STALE'> {
  return write(em, async (tx) => {
    // Nobody begins a version of it until this ends.
    const version = await tx.findOneOrFail(DatasetVersion, datasetVersionId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    if (await tx.findOne(DatasetVersion, { parent: datasetVersionId, status: { $in: ['IMPORTING', 'ASSESSING'] } })) return 'BUSY';
    const [row] = await tx.execute<{ result: ImportResult | null; base: string | null; samples: number }[]>(
      'select result, base_digest as base, samples from erasure_version where erasure_id = ? and dataset_version_id = ? and rewritten_at is null',
      [erasureId, datasetVersionId],
    );
    if (!row) return 'DONE';
    if (row.result && row.base !== version.digest) {
      await tx.execute('update erasure_version set result = null where erasure_id = ? and dataset_version_id = ?', [erasureId, datasetVersionId]);
      return 'STALE';
    }
    if (row.result) await files.move(stagedKey(erasureId, datasetVersionId), datasetVersionKey(datasetVersionId));
    else await files.remove(datasetVersionKey(datasetVersionId));
    await tx.execute(`select set_config('flywheel.erasing', 'on', true)`);
    await removeDerived(tx, datasetVersionId, files);
    Object.assign(version, row.result ? rewritten(version, row.result, row.samples) : emptied);
    await tx.flush();
    await recordRuns(tx, erasureId, datasetVersionId);
    await tx.execute('update erasure_version set rewritten_at = now(), result = null where erasure_id = ? and dataset_version_id = ?', [erasureId, datasetVersionId]);
    await notify(tx, channels.datasetVersion, datasetVersionId);
    return 'DONE';
  });
}

function rewritten({ changes }: DatasetVersion, { changes: _none, ...result }: ImportResult, samples: number) {
  const message = `${samples} ${samples === 1 ? 'sample' : 'samples'} of a person ${samples === 1 ? 'was' : 'were'} erased; the version was written anew.`;
  return { ...result, changes: [...(changes ?? []), { kind: 'ERASE', count: samples, message }], status: result.quality.verdict === 'PASSED' ? 'READY' : 'REJECTED' };
}

const emptied = { status: 'FAILED', failure: NOTHING_LEFT, digest: null, sampleCount: null, description: null, splits: [], classes: [], quality: null };

async function removeDerived(tx: EntityManager, datasetVersionId: string, files: StoredFiles): Promise<void> {
  const exports = await tx.execute<{ id: string }[]>('select id from dataset_export where dataset_version_id = ? for update', [datasetVersionId]);
  for (const { id } of exports) await files.remove(exportKey(id));
  await tx.execute('delete from dataset_export where dataset_version_id = ?', [datasetVersionId]);
  const evaluations = await tx.execute<{ id: string }[]>('select id from evaluation where dataset_version_id = ? for update', [datasetVersionId]);
  await tx.execute(`update evaluation set state = 'FAILED', failure = ?, result = null, finished_at = now() where dataset_version_id = ?`, [NOT_AS_MEASURED, datasetVersionId]);
  for (const { id } of evaluations) {
    await files.remove(evaluationKey(id));
    for (const channel of [channels.cancel, channels.evaluation]) await notify(tx, channel, id);
  }
  // By position, of versions that are made.
  await tx.execute('delete from sample_relabel where dataset_version_id in (select id from dataset_version where parent_id = ?)', [datasetVersionId]);
}
