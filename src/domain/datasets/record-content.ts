import type { SplitName } from '../../plugin/index.ts';

/** Content as it is stored; of an image its upload says all. Times are seconds since 1970. */
export type RecordContent =
  | { readonly text: string }
  | { readonly source: string; readonly target: string }
  | { readonly features: Readonly<Record<string, FeatureValue>> }
  | { readonly user: string; readonly item: string; readonly value: number | null; readonly time: number | null }
  | Readonly<Record<string, never>>;

export type FeatureValue = string | number | null;

/** What samples that were appended as records name as the file that they come from; the key of the record is their entry. */
export const RECORDS_FILE = 'records';

/** What a record was made of. */
export interface RecordOrigin {
  /** The feedback that says the label; the consensus label, where a reviewer alone says it. */
  readonly type: 'feedback' | 'review';
  readonly id: string;
}

/** A record as an application says it: the fields of the dataset's kind, and no others. */
export interface RecordInput {
  /** Names it within its dataset, for ever. */
  readonly key: string;
  readonly text?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly target?: string | null | undefined;
  /** Name → number, text, boolean or null. */
  readonly features?: unknown;
  readonly imageUploadId?: string | null | undefined;
  readonly user?: string | null | undefined;
  readonly item?: string | null | undefined;
  readonly value?: number | null | undefined;
  readonly time?: Date | null | undefined;
  readonly label?: string | null | undefined;
  readonly subject?: string | null | undefined;
  /** Null: drawn when it is sealed. */
  readonly split?: SplitName | null | undefined;
}

/** A record that was checked. */
export interface CheckedRecord {
  readonly key: string;
  readonly content: RecordContent;
  readonly label: string | null;
  readonly split: SplitName | null;
  readonly subject: string | null;
  readonly uploadId: string | null;
}
