import type { DatasetDescription, SplitName } from '../plugin/index.ts';
import type { QualityCheck } from './quality-report.ts';

/** A dataset version whose files were read. */
export interface StoredVersionFiles {
  readonly id: string;
  readonly description: DatasetDescription;
}

/** Which samples of a version are asked for; all that is given must hold. */
export interface SampleFilter {
  readonly split?: SplitName | null | undefined;
  /** Class name. */
  readonly label?: string | null | undefined;
  /** True: those without a label; false: those with one. */
  readonly unlabelled?: boolean | null | undefined;
  /** Samples that this check found. */
  readonly check?: QualityCheck | null | undefined;
  /** Part of a text, of a category or of a name, in any case of letters; of numbers the value. */
  readonly contains?: string | null | undefined;
  readonly subject?: string | null | undefined;
}

/** What is in a sample. Texts and values are cut where `isCut`. */
export type SampleContent =
  | { readonly type: 'ImageSample'; readonly place: number; readonly width: number; readonly height: number }
  | ({ readonly type: 'TextSample'; readonly text: string } & Cut)
  | ({ readonly type: 'TextPairSample'; readonly source: string; readonly target: string } & Cut)
  | ({ readonly type: 'RowSample'; readonly values: Readonly<Record<string, string | number | null>> } & Cut)
  | ({ readonly type: 'InteractionSample'; readonly user: string; readonly item: string; readonly value: number | null; readonly time: Date | null } & Cut);

interface Cut {
  readonly isCut: boolean;
}

/** Why a check names a sample. */
export interface SampleFinding {
  readonly check: QualityCheck;
  readonly detail: string | null;
  /** Position of the sample that it is compared with. */
  readonly other: number | null;
  readonly score: number | null;
}

export interface BrowsedSample {
  readonly version: StoredVersionFiles;
  /** Place in the version's stored order, from 0. */
  readonly position: number;
  readonly split: SplitName;
  readonly label: string | null;
  readonly subject: string | null;
  readonly content: SampleContent;
  /** File that it comes from, its place in it from 1, and the entry of an archive. */
  readonly origin: { readonly file: string; readonly row: number; readonly entry: string | null };
  readonly findings: readonly SampleFinding[];
}

/** Positions that are asked for: after and before are exclusive. */
export interface SamplePage {
  readonly after: number | undefined;
  readonly before: number | undefined;
  readonly limit: number;
  /** From the end. */
  readonly inverted: boolean;
}

export const sampleChanges = ['ADDED', 'REMOVED', 'RELABELLED', 'MOVED'] as const;
/** How a sample differs between two versions. Those of equal content are the same; RELABELLED and MOVED (to another split) are in both. */
export type SampleChange = (typeof sampleChanges)[number];

export interface Difference {
  /** Samples whose content the other version lacks. */
  readonly added: number;
  readonly removed: number;
  /** Of equal content in both: those that have another label. */
  readonly relabelled: number;
  /** Likewise, that are in another split. */
  readonly moved: number;
}

/** A sample that differs; null on the side that lacks it. */
export interface ChangedSample {
  readonly before: BrowsedSample | null;
  readonly after: BrowsedSample | null;
}

/**
 * Looks into the files of dataset versions. A question ends when its signal is aborted.
 * @throws Fault INVALID_STATE where they are damaged or gone, CAPACITY where a question takes too long or too much memory.
 */
export interface SampleBrowser {
  page(version: StoredVersionFiles, filter: SampleFilter, page: SamplePage, signal?: AbortSignal): Promise<readonly BrowsedSample[]>;
  /** In the order of the positions; undefined where there is none. */
  at(version: StoredVersionFiles, positions: readonly number[], signal?: AbortSignal): Promise<readonly (BrowsedSample | undefined)[]>;
  count(version: StoredVersionFiles, filter: SampleFilter, signal?: AbortSignal): Promise<number>;
  /** What became of `before`. Both are of one kind. */
  diff(version: StoredVersionFiles, before: StoredVersionFiles): Promise<Difference>;
  /** By position in the version; of what was REMOVED, in the one before. */
  changed(version: StoredVersionFiles, before: StoredVersionFiles, change: SampleChange, page: SamplePage, signal?: AbortSignal): Promise<readonly ChangedSample[]>;
  /** A PNG of the image at a place of the version's file; undefined where there is none. `maxSide`: scaled down to it. */
  png(datasetVersionId: string, place: number, maxSide: number | undefined): Promise<Uint8Array | undefined>;
  /** The version was written anew, or is gone: its files are opened again for whoever comes next. */
  forget(datasetVersionId: string): void;
  close(): Promise<void>;
}
