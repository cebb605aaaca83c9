import type { EntityManager } from '@mikro-orm/postgresql';
import type { DatasetDescription, DatasetKind } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import { Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Upload } from '../entities/upload.ts';
import { leftOutSubjects } from '../privacy/erased-subjects.ts';
import type { LeftOutSubjects } from '../privacy/subject-hash.ts';
import type { QualityThreshold } from '../quality-report.ts';
import type { AppendSource, CleaningSource, ImportSource } from '../version-source.ts';
import { lockUnfinished } from './lock-unfinished.ts';
import { type NewLabel, newLabels } from './new-labels.ts';

/** What a version is to be made of, with all that its process must know. */
export type ClaimedVersion = ClaimedImport | ClaimedCleaning | ClaimedAppend | ClaimedRelabel;

interface Claimed {
  readonly datasetVersionId: string;
  readonly assessment: Assessment;
  /** Whose samples are left out. */
  readonly erased: LeftOutSubjects;
}

export interface ClaimedImport extends Claimed, Omit<ImportSource, 'type' | 'uploadIds'> {
  readonly type: 'import';
  /** In the order in which the client named them. */
  readonly uploads: readonly { readonly id: string; readonly filename: string }[];
  readonly kind: DatasetKind;
}

export interface ClaimedCleaning extends Claimed, CleaningSource {
  readonly parent: EarlierVersion;
}

export interface ClaimedAppend extends Claimed, AppendSource {
  readonly kind: DatasetKind;
  /** None: the records are the dataset's first. */
  readonly parent: EarlierVersion | undefined;
}

export interface ClaimedRelabel extends Claimed {
  readonly type: 'relabel';
  readonly parent: EarlierVersion;
  readonly labels: readonly NewLabel[];
}

export interface EarlierVersion {
  readonly id: string;
  readonly description: DatasetDescription;
}

/** How the version is assessed, whatever it is made of. */
export interface Assessment {
  readonly thresholds: readonly QualityThreshold[];
  /** What drift is looked for against: the parent, or else the newest READY version before. */
  readonly before: ComparedVersion | undefined;
}

export interface ComparedVersion extends EarlierVersion {
  /** Whether the version is that one with records added. */
  readonly grown: boolean;
}

/** Undefined where the version is finished or gone. */
export function claimVersion(em: EntityManager, datasetVersionId: string): Promise<ClaimedVersion | undefined> {
  return write(em, async (tx) => {
    const version = await lockUnfinished(tx, datasetVersionId);
    if (!version) return undefined;
    const { source } = version;
    const { kind } = await tx.findOneOrFail(Dataset, version.dataset.id);
    const assessment = await assessmentOf(tx, version);
    const erased = await leftOutSubjects(tx, version.project.id, version.dataset.id);
    if (source.type === 'clean') return { ...source, datasetVersionId, assessment, erased, parent: await parentOf(tx, version) };
    if (source.type === 'relabel') return { type: 'relabel', datasetVersionId, assessment, erased, parent: await parentOf(tx, version), labels: await newLabels(tx, datasetVersionId) };
    if (source.type === 'append') return { ...source, datasetVersionId, assessment, erased, kind, parent: version.parent ? await parentOf(tx, version) : undefined };
    const { uploadIds, ...rest } = source;
    const uploads = await tx.find(Upload, { id: { $in: [...uploadIds] } });
    const filenames = new Map(uploads.map(({ id, filename }) => [id, filename]));
    return { ...rest, type: 'import', datasetVersionId, assessment, erased, uploads: uploadIds.map((id) => ({ id, filename: filenames.get(id) ?? id })), kind };
  });
}

/** How a version is to be assessed, the first time or again. */
export async function assessmentOf(tx: EntityManager, version: DatasetVersion): Promise<Assessment> {
  const { qualityThresholds } = await tx.findOneOrFail(Dataset, version.dataset.id);
  return { thresholds: qualityThresholds ?? [], before: await versionBefore(tx, version) };
}

async function versionBefore(tx: EntityManager, { parent, dataset, number, source }: DatasetVersion): Promise<ComparedVersion | undefined> {
  const before = await tx.findOne(DatasetVersion, parent ? parent.id : { dataset: dataset.id, number: { $lt: number }, status: 'READY' }, { orderBy: { number: 'desc' } });
  return before?.description ? { id: before.id, description: before.description, grown: source.type === 'append' && Boolean(parent) } : undefined;
}

async function parentOf(tx: EntityManager, { parent }: DatasetVersion): Promise<EarlierVersion> {
  if (!parent) throw new Error('The version that this one is made of is gone.');
  const { id, description } = await tx.findOneOrFail(DatasetVersion, parent.id);
  if (!description) throw new Error(`Dataset version ${id} has no description.`);
  return { id, description };
}
