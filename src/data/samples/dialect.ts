/** How a table is written. `quote` is `"`, or empty where quotes are plain characters. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: '"' | '';
}

/** Characters at the start of a file that are looked at. */
export const SNIFFED = 256 * 1024;
const MOST_RECORDS = 1000;

/** The first character of a field decides whether it is in quotes. */
export const csvDialects: readonly Dialect[] = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, quote: '"' }));
/** Many who write tabs between fields write quotes as they are. */
export const tsvDialects: readonly Dialect[] = [{ delimiter: '\t', quote: '"' }, { delimiter: '\t', quote: '' }];

/**
 * Guesses the dialect from the start of a file (lines ended by \n): the one by which most records have as many fields as
 * the first record, which are at least two; in doubt the one with more fields; the first where none fits.
 */
export function guessDialect(start: string, dialects: readonly Dialect[], whole: boolean): Dialect {
  let best = { score: 0, dialect: dialects[0]! };
  for (const dialect of dialects) {
    const score = fit(parseRecords(start, dialect, whole));
    if (score > best.score) best = { score, dialect };
  }
  return best.dialect;
}

/** 0 where no table; else the share of records that fit, and a little for every field. */
function fit(records: readonly (readonly string[])[]): number {
  const fields = records[0]?.length ?? 0;
  if (fields < 2) return 0;
  const fitting = records.filter(({ length }) => length === fields).length / records.length;
  return fitting < 0.5 ? 0 : fitting + Math.min(fields, 1000) * 1e-5;
}

/** The records at the start of a file; the last one only where the text is the whole file. Empty lines are left out. */
export function parseRecords(text: string, { delimiter, quote }: Dialect, whole: boolean): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length && records.length < MOST_RECORDS) {
    const { value, end } = quote !== '' && text[at] === quote ? quotedField(text, at, quote) : { value: '', end: at };
    const next = endOfField(text, end, delimiter);
    record.push(value + text.slice(end, next));
    if (next >= text.length) break;
    at = next + 1;
    if (text[next] === delimiter) {
      if (at === text.length) record.push('');
      continue;
    }
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  if (whole && (record.length > 1 || (record[0] ?? '') !== '') && records.length < MOST_RECORDS) records.push(record);
  return records;
}

function quotedField(text: string, start: number, quote: string): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; ; ) {
    const close = text.indexOf(quote, at);
    if (close === -1) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== quote) return { value, end: close + 1 };
    value += quote;
    at = close + 2;
  }
}

function endOfField(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === delimiter || text[at] === '\n') return at;
  return text.length;
}
