import type { SliceSource } from '../../../domain/evaluations/slices.ts';
import type { DatasetDescription } from '../../../plugin/index.ts';
import { quoted } from '../../samples/sql.ts';

/** A way to part samples. */
export interface Dimension {
  readonly source: SliceSource;
  readonly column: string | null;
  /** Gives `sample_position` and `value`, of samples of the view `evaluated` (`samples` of one split); a sample may come under several values. */
  readonly query: string;
  /** RANGES: values are numbers that are parted by quantiles. */
  readonly kind: 'VALUES' | 'RANGES';
}

const of = (sql: string) => `SELECT sample_position, ${sql} AS value FROM evaluated`;
const values = (source: SliceSource, query: string, column: string | null = null): Dimension => ({ source, column, query, kind: 'VALUES' });
const ranges = (source: SliceSource, query: string, column: string | null = null): Dimension => ({ source, column, query, kind: 'RANGES' });

/**
 * All that is known of every sample of a kind, beside the columns of its own.
 *
 * @param content  names of the columns that hold the content; of TABULAR in the order of `description.columns`
 */
export function dimensionsOf(description: DatasetDescription, content: readonly string[]): Dimension[] {
  return [
    values('LABEL', of('label')),
    ...contentDimensions(description, content),
    values('FILE', of('file')),
    values('FOLDER', of(`nullif(regexp_replace(entry, '/?[^/]*$', ''), '')`)),
    values('SUBJECT', of('subject')),
    ranges('SUBJECT_SAMPLES', counted('subject', 'samples')),
    values('FINDING', 'SELECT sample_position, "check" AS value FROM flagged SEMI JOIN evaluated USING (sample_position)'),
  ];
}

function contentDimensions(description: DatasetDescription, content: readonly string[]): Dimension[] {
  switch (description.kind) {
    case 'IMAGE':
      return [];
    case 'TEXT':
      return [ranges('TEXT_LENGTH', of('length("text")'))];
    case 'TEXT_PAIR':
      return [ranges('SOURCE_LENGTH', of('length("source")')), ranges('TARGET_LENGTH', of('length("target")'))];
    case 'INTERACTION':
      return [
        values('ITEM', of('item')),
        ranges('ITEM_POPULARITY', counted('item', TRAINING)),
        ranges('USER_ACTIVITY', counted('"user"', TRAINING)),
        ranges('VALUE', of('"value"')),
        ranges('TIME', of('"time"')),
      ];
    case 'TABULAR':
      return content.map((name, index) => {
        const column = description.columns[index];
        return column?.type === 'NUMBER' ? ranges('COLUMN', of(quoted(name)), column.name) : values('COLUMN', of(quoted(name)), column?.name ?? name);
      });
  }
}

const TRAINING = `(SELECT * FROM samples WHERE split = 'TRAIN')`;

/** How often a sample's value of a column is there among other samples. */
const counted = (column: string, among: string) =>
  `SELECT sample_position, CASE WHEN ${column} IS NULL THEN NULL ELSE coalesce(n, 0) END AS value
   FROM evaluated LEFT JOIN (SELECT ${column} AS counted, count(*) AS n FROM ${among} GROUP BY 1) ON ${column} = counted`;
