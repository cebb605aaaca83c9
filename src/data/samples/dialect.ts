import { isCommaNumber } from './comma-numbers.ts';
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
 * the first record, which are at least two; in doubt the one with more fields; the first where none fits. Commas are no delimiters where
 * another fits as well and leaves a column of numbers whose fractions begin with them.
 */
export function guessDialect(start: string, dialects: readonly Dialect[], whole: boolean): Dialect {
  const fits = dialects.map((dialect) => ({ dialect, ...fit(start, dialect, whole) }));
  const best = bestOf(fits);
  if (best?.dialect.delimiter !== ',') return best?.dialect ?? dialects[0]!;
  const others = fits.filter(({ dialect, share, records }) => dialect.delimiter !== ',' && share >= best.share && hasCommaNumbers(records));
  return (bestOf(others) ?? best).dialect;
}

interface Fit {
  /** Of the records that fit; 0 where no table. */
  readonly share: number;
  /** The share, and a little for every field. */
  readonly score: number;
  readonly records: readonly (readonly string[])[];
}

/** The first of those with the highest score; undefined where none fits. */
const bestOf = <F extends Fit>(fits: readonly F[]): F | undefined => fits.reduce<F | undefined>((best, fit) => (fit.score > (best?.score ?? 0) ? fit : best), undefined);

/** Of the filled cells of a column, the share that are numbers with commas or whole ones from which the commas mean fractions. */
const NUMBERS_FROM = 0.9;

/** Whether a column is of numbers some of which have commas; the first record may name it. */
function hasCommaNumbers([first = [], ...rest]: Fit['records']): boolean {
  const rows = rest.length === 0 ? [first] : rest;
  return first.some((_, column) => {
    const cells = rows.map((record) => record[column] ?? '').filter((cell) => cell.trim() !== '');
    const numbers = cells.filter(isCommaNumber);
    return numbers.length >= NUMBERS_FROM * cells.length && numbers.some((cell) => cell.includes(','));
  });
}

/** Of fields in quotes, the share that are not closed as they should be from which quotes mean something else here; below it is a fault of a row. */
const ODD_QUOTES_FROM = 0.1;

function fit(start: string, dialect: Dialect, whole: boolean): Fit {
  const { records, inQuotes, odd } = parseRecords(start, dialect, whole);
  const fields = records[0]?.length ?? 0;
  if (fields < 2) return { share: 0, score: 0, records };
  const counted = odd.size >= ODD_QUOTES_FROM * inQuotes ? odd : new Set();
  const share = records.filter(({ length }, index) => length === fields && !counted.has(index)).length / records.length;
  return { share, score: share < 0.5 ? 0 : share + Math.min(fields, 1000) * 1e-5, records };
}
