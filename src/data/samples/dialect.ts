import { parseRecords } from './parse-records.ts';

/** How a table is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty: quotes are plain characters. */
  readonly quote: '"' | '';
  /** What stands before a quote within quotes: another one, or a backslash. */
  readonly escape: '"' | '\\' | '';
}

/** Characters at the start of a file that are looked at. */
export const SNIFFED = 256 * 1024;

const plain = (delimiter: string): Dialect => ({ delimiter, quote: '', escape: '' });
const doubled = (delimiter: string): Dialect => ({ delimiter, quote: '"', escape: '"' });
const backslash = (delimiter: string): Dialect => ({ delimiter, quote: '"', escape: '\\' });

/** The first character of a field decides whether it is in quotes. */
export const csvDialects: readonly Dialect[] = [...[',', ';', '\t', '|'].map(doubled), ...[',', ';', '\t', '|'].map(backslash)];
/** Many who write tabs between fields write quotes as they are. */
export const tsvDialects: readonly Dialect[] = [doubled('\t'), plain('\t'), backslash('\t')];

/**
 * Guesses the dialect from the start of a file (lines ended by \n): the one by which most records have as many fields as
 * the first record, which are at least two; in doubt the one with more fields; the first where none fits.
 */
export function guessDialect(start: string, dialects: readonly Dialect[], whole: boolean): Dialect {
  let best = { score: 0, dialect: dialects[0]! };
  for (const dialect of dialects) {
    const score = fit(start, dialect, whole);
    if (score > best.score) best = { score, dialect };
  }
  return best.dialect;
}

/** Of fields in quotes, the share that are not closed as they should be from which quotes mean something else here; below it is a fault of a row. */
const ODD_QUOTES_FROM = 0.1;

/** 0 where no table; else the share of records that fit, and a little for every field. */
function fit(start: string, dialect: Dialect, whole: boolean): number {
  const { records, inQuotes, odd } = parseRecords(start, dialect, whole);
  const fields = records[0]?.length ?? 0;
  if (fields < 2) return 0;
  const counted = odd.size >= ODD_QUOTES_FROM * inQuotes ? odd : new Set();
  const fitting = records.filter(({ length }, index) => length === fields && !counted.has(index)).length / records.length;
  return fitting < 0.5 ? 0 : fitting + Math.min(fields, 1000) * 1e-5;
}
