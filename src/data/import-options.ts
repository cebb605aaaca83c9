import type { DataFormat, ImageFit, SplitShares, TableOptions } from '../domain/dataset-import.ts';
import type { ImageChange } from '../domain/import-preview.ts';
import type { DatasetDescription, SplitName } from '../plugin/index.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { ImportFault } from './import-fault.ts';
import type { Upload } from './upload-bytes.ts';

export interface ImportOptions extends TableOptions {
  readonly uploads: readonly Upload[];
  readonly format: DataFormat;
  readonly split: SplitShares;
  /** Key below which the files of the version are written; nothing is left there where the import fails. */
  readonly target: string;
  readonly store: BlobStore;
  /** 0 to 1. */
  onProgress(done: number): void;
  readonly signal: AbortSignal;
}

export interface ImportedVersion {
  /** SHA-256 of the content, hex; see `digest.ts` and `samples/digest-samples.ts`. */
  readonly digest: string;
  readonly sampleCount: number;
  readonly description: DatasetDescription;
  readonly splits: { split: SplitName; count: number }[];
  readonly classes: { label: string; count: number }[];
  /** Images that could not be decoded, and were left out. */
  readonly corrupt: CorruptSamples;
  /** Images that were not stored as they came; absent where there were none. */
  readonly converted?: ConvertedImages | undefined;
  /** Lines that were read in another encoding than the rest of their file; absent where there were none. */
  readonly repaired?: RepairedRows | undefined;
  /** Files whose encoding was guessed, and is probably another; absent where there were none. */
  readonly doubtful?: DoubtfulEncodings | undefined;
  /** Rows without a text, or without user or item, that were left out, and where the first was. */
  readonly incomplete: { readonly count: number; readonly example: string | undefined };
  /** Other files in archives, such as README, that were left out. */
  readonly skippedFiles: number;
}

export interface RepairedRows {
  /** Lines, or texts of archives. */
  readonly count: number;
  /** The rows that they belong to, as the samples name their origin; at most 100,000, none where lines make no rows. */
  readonly places: readonly { readonly file: string; readonly row: number }[];
  /** Where the first is, for a message. */
  readonly example: string;
}

export interface DoubtfulEncodings {
  /** As the samples name their origin; at most 1,000. */
  readonly files: readonly string[];
  /** The first, and a word of it as it was read, for a message. */
  readonly example: string;
}

export interface ConvertedImages {
  /** Images with one change or more. */
  readonly count: number;
  /** Images with each change. */
  readonly changes: Readonly<Partial<Record<ImageChange, number>>>;
  /** Size of the version. */
  readonly height: number;
  readonly width: number;
  readonly fit: ImageFit;
  /** Whether the size was asked for; else it was chosen by the rule. */
  readonly asked: boolean;
}

export interface CorruptSamples {
  readonly count: number;
  /** Names of some, and what is wrong with them. */
  readonly examples: readonly string[];
}

export function requireShares({ validation, test, seed }: SplitShares): void {
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new ImportFault(`The shares of validation (${validation}) and test (${test}) must be 0 or more, and less than 1 together.`);
  }
  if (!Number.isSafeInteger(seed)) throw new ImportFault(`The seed of the split must be a whole number, not ${seed}.`);
}

/** Progress by bytes of all uploads, between `least` and `most`; told when it has grown by a hundredth. */
export async function progressOf({ uploads, store, onProgress }: ImportOptions, most: number, least = 0): Promise<(source: number, bytes: number) => void> {
  const sizes = await Promise.all(uploads.map(async ({ key }) => (await store.sizeOf(key)) ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const read = sizes.map(() => 0);
  let told = least;
  return (source, bytes) => {
    read[source] = bytes;
    const done = least + (most - least) * Math.min(1, read.reduce((sum, part) => sum + part, 0) / Math.max(1, total));
    if (done < told + 0.01) return;
    told = done;
    onProgress(done);
  };
}
