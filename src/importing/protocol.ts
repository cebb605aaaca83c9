import type { WantedSubject } from '../data/subjects/conditions.ts';
import type { ImportResult } from '../domain/dataset-versions/finish-import.ts';
import type { NewLabel } from '../domain/dataset-versions/new-labels.ts';
import type { ImportProgress } from '../domain/dataset-versions/record-progress.ts';
import type { DataFormat, SplitShares, TableOptions } from '../domain/dataset-import.ts';
import type { CleaningStep, QualityThreshold } from '../domain/quality-report.ts';
import type { LeftOutSubjects } from '../domain/privacy/subject-hash.ts';
import type { DatasetDescription, DatasetKind } from '../plugin/index.ts';

/** All that an importing process is told; it has no database to look anything up in, since the files may be hostile. */
export type VersionTask = ImportTask | CleanTask | AppendTask | RelabelTask | EraseTask;

interface Task {
  readonly storeFolder: string;
  /** Where in the store the version goes. What is there is removed first. */
  readonly target: string;
  /** Whose samples are left out. */
  readonly erased: LeftOutSubjects;
  readonly assessment: { readonly thresholds: readonly QualityThreshold[]; readonly before: ComparedVersion | undefined };
}

/** A version that lies in the store already. */
export interface StoredVersion {
  readonly key: string;
  readonly description: DatasetDescription;
}

/** What drift is looked for against. */
export interface ComparedVersion extends StoredVersion {
  /** Whether the version is that one with samples added. */
  readonly grown: boolean;
}

export interface ImportTask extends Task, TableOptions {
  readonly type: 'import';
  readonly uploads: readonly { readonly filename: string; readonly key: string }[];
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  readonly split: SplitShares;
}

export interface CleanTask extends Task {
  readonly type: 'clean';
  readonly parent: StoredVersion;
  readonly steps: readonly CleaningStep[];
  readonly suggestedOnly: boolean;
}

export interface AppendTask extends Task {
  readonly type: 'append';
  readonly kind: DatasetKind;
  /** None: the records are the dataset's first. */
  readonly parent: StoredVersion | undefined;
  /** Key of their file. */
  readonly records: string;
  readonly split: SplitShares;
}

/** The version anew, without the samples of a person. */
export interface EraseTask extends Task {
  readonly type: 'erase';
  readonly parent: StoredVersion;
  readonly wanted: WantedSubject;
}

export interface RelabelTask extends Task {
  readonly type: 'relabel';
  readonly parent: StoredVersion;
  readonly labels: readonly NewLabel[];
}

export type ToImporter = VersionTask | { readonly type: 'stop' };

/** The files cannot be imported as they are; the message is for the person who sent them. */
export interface ImportFailure {
  readonly type: 'fault';
  readonly message: string;
  /** Of `append`: whether that is so because none of the records can be added. */
  readonly noRecordFits?: boolean;
}

export type FromImporter =
  | ({ readonly type: 'progress' } & ImportProgress)
  | ({ readonly type: 'imported' } & ImportResult)
  | ImportFailure
  /** Anything else that went wrong; the message is for the log. */
  | { readonly type: 'error'; readonly message: string };

/** For the person whose version has no room. */
export const diskFullMessage = 'The disk of the server is full, or the memory that one import may take; nothing was kept. Free some space and begin again, or import less at a time.';

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
function hasType(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && types.includes(value.type);
}

export function isToImporter(value: unknown): value is ToImporter {
  return hasType(value, ['import', 'clean', 'append', 'relabel', 'erase', 'stop']);
}

export function isFromImporter(value: unknown): value is FromImporter {
  return hasType(value, ['progress', 'imported', 'fault', 'error']);
}
