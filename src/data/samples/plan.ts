import { type ColumnRole, columnRoles } from '../../domain/import-preview.ts';
import type { DatasetKind, TableColumn } from '../../plugin/index.ts';
import type { Column } from './rows.ts';
import { quoted } from './sql.ts';

/** A column of content in the stored table. */
export interface ContentColumn {
  readonly name: string;
  /** Over `Plan.from`. */
  readonly sql: string;
}

/** A column whose values must be of a type. */
export interface TypedColumn {
  /** `value`, as in `columns.value`. */
  readonly role: string;
  readonly column: Column;
  /** Whether a row of the table `rows` has another value there, in SQL. */
  readonly wrong: string;
  /** `a number`, for messages. */
  readonly expected: string;
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
  readonly typed?: readonly TypedColumn[];
  /** What became of the columns; those that are not named are left out. */
  readonly roles: readonly { readonly role: ColumnRole; readonly column: Column }[];
  /** Name of the column that tells the split. */
  readonly splitColumn: { readonly name: string; readonly id: string } | undefined;
}

/** What is left of a plan once its rows are samples: how the table `stored` is laid out. */
export interface StoredShape {
  readonly kind: Plan['kind'];
  /** Names of the content columns. */
  readonly content: readonly string[];
  /** Features of TABULAR; as many as `content`, in its order. */
  readonly features: readonly TableColumn[];
  /** Samples follow one another in the order of a text. */
  readonly continuous: boolean;
}

/** Texts of an identity that are written one by one. Of 300 columns and 200 rows a list costs 80 ms of processor time, written out 93; few columns and many rows were not compared. */
const WRITTEN_OUT = 50;

/** What equal samples have in common, over the content columns. */
export function identityOfContent({ kind, content, features }: Omit<StoredShape, 'continuous'>): string {
  if (kind === 'TEXT') return 'text';
  const asText = (name: string, index: number) => (kind === 'INTERACTION' || features[index]?.type === 'NUMBER' ? `CAST(${quoted(name)} AS VARCHAR)` : quoted(name));
  return identityOf(content.map(asText));
}

/** The roles of columns that there are. */
export function rolesOf(columns: Partial<Record<ColumnRole, Column | undefined>>): Plan['roles'] {
  return columnRoles.flatMap((role) => (columns[role] ? [{ role, column: columns[role] }] : []));
}

/**
 * Texts one after another, each with its length and a colon before, so that no two lists give the same. Of a null there is the colon alone, since
 * `concat` passes over nulls. Many of them as a list, so that each is written once: the samples of 2,000 columns took 72 s to make, with a list 55, and
 * 3 where DuckDB does not look for what expressions have in common (`work-database.ts`).
 */
function identityOf(texts: readonly string[]): string {
  if (texts.length <= WRITTEN_OUT) return `concat(${texts.map((text) => `strlen(${text}), ':', ${text}`).join(", ',', ")})`;
  return `array_to_string(list_transform([${texts.join(', ')}], lambda text: concat(strlen(text), ':', text)), ',')`;
}
