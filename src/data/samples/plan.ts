import type { DatasetKind, TableColumn } from '../../plugin/index.ts';

/** A column of content in the stored table. */
export interface ContentColumn {
  readonly name: string;
  /** Over `Plan.from`. */
  readonly sql: string;
}

/** How the rows become samples of a kind, in SQL. */
export interface Plan {
  readonly kind: Exclude<DatasetKind, 'IMAGE'>;
  /** The table `rows`, or a query of it with the same columns. */
  readonly from: string;
  readonly content: readonly ContentColumn[];
  /** Features of TABULAR; as many as `content`, in its order. */
  readonly features: readonly TableColumn[];
  /** Rows without it are left out as MISSING_VALUES; true where none is. */
  readonly complete: string;
  /** What `complete` asks for, for messages: `text`. */
  readonly needed: string;
  /** Class name or null. */
  readonly label: string;
  /** The person or null. */
  readonly subject: string;
  /** Name of the column that tells the split. */
  readonly splitColumn: { readonly name: string; readonly id: string } | undefined;
  /** What equal samples have in common, and nothing else: a text over the content columns, which is hashed. */
  readonly identity: string;
}

/** Texts one after another, each with its length before, so that no two lists give the same. Null differs from all texts. */
export const identityOf = (texts: readonly string[]) => `concat(${texts.map((text) => `coalesce(concat(strlen(${text}), ':', ${text}), '-')`).join(", ',', ")})`;
