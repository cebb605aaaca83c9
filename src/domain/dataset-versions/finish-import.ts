import type { EntityManager } from '@mikro-orm/postgresql';
import type { DatasetDescription, SplitName } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import { withRecordsElsewhere } from '../datasets/records-elsewhere.ts';
import { leaveRecordsOut } from '../datasets/sealed-records.ts';
import { takeLabelsBack } from '../consensus/set-aside.ts';
import { creditContributors } from '../participation/credit-contributors.ts';
import { channels, notify, type StoredFiles } from '../ports.ts';
import { removeUploads } from '../privacy/remove-uploads.ts';
import { erasedSubjects } from '../privacy/erased-subjects.ts';
import type { ErasedSubjects } from '../privacy/subject-hash.ts';
import type { QualityReport } from '../quality-report.ts';
import type { VersionChange } from '../version-change.ts';
import { datasetVersionMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';
import { lockUnfinished } from './lock-unfinished.ts';

/** What came of an import, or of what else a version is made of. */
export interface ImportResult {
  readonly digest: string;
  readonly sampleCount: number;
  readonly description: DatasetDescription;
  readonly splits: readonly { readonly split: SplitName; readonly count: number }[];
  readonly classes: readonly { readonly label: string; readonly count: number }[];
  readonly quality: QualityReport;
  /** What was done to the parent; null of an import. */
  readonly changes: readonly VersionChange[] | null;
  /** Keys of appended records that could not be added. */
  readonly unfit?: readonly string[];
}

/** Somebody was erased while the version was made, and may be in it: it is to be made again. */
export class ErasedMeanwhile extends Error {
  override readonly name = 'ErasedMeanwhile';
}

/**
 * Writes everything at once, with the status that makes the version immutable: READY, or REJECTED by the quality gate.
 * The uploads of an import that left out people who were erased hold their data, and are taken away.
 * @param erased  whose samples were left out
 * @throws ErasedMeanwhile
 */
export async function finishImport(em: EntityManager, id: string, result: ImportResult, erased: ErasedSubjects, files: Pick<StoredFiles, 'remove'>): Promise<void> {
  await write(em, async (tx) => {
    const version = await lockUnfinished(tx, id);
    if (!version) return;
    const { hashes } = await erasedSubjects(tx, version.project.id);
    if (hashes.length !== erased.hashes.length) throw new ErasedMeanwhile();
    if ('uploadIds' in version.source && result.changes?.some(({ kind }) => kind === 'ERASE')) await removeUploads(tx, version.source.uploadIds, files);
    version.digest = result.digest;
    version.sampleCount = result.sampleCount;
    version.description = result.description;
    version.splits = [...result.splits];
    version.classes = [...result.classes];
    version.quality = result.quality;
    version.changes = await withRecordsElsewhere(tx, version, result.changes);
    version.progress = 1;
    version.status = result.quality.verdict === 'PASSED' ? 'READY' : 'REJECTED';
    await tx.flush();
    if (result.unfit && result.unfit.length > 0) await leaveRecordsOut(tx, id, result.unfit);
    if (version.status === 'READY') await takeLabelsBack(tx, id);
    if (version.status === 'READY') await creditContributors(tx, version);
    await recordWebhookEvent(tx, version.project.id, datasetVersionMessage(version));
    await notify(tx, channels.datasetVersion, id);
  });
}
