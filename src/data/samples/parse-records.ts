import type { Dialect } from './dialect.ts';

const MOST_RECORDS = 1000;

export interface ParsedRecords {
  readonly records: readonly (readonly string[])[];
  /** Fields in quotes. */
  readonly inQuotes: number;
  /** Indices of the records in which a field goes on behind its closing quote, or has none. */
  readonly odd: ReadonlySet<number>;
}

/** The records at the start of a file; the last one only where the text is the whole file. Empty lines are left out. */
export function parseRecords(text: string, dialect: Dialect, whole: boolean): ParsedRecords {
  const { delimiter, quote } = dialect;
  const records: string[][] = [];
  const odd = new Set<number>();
  let inQuotes = 0;
  let record: string[] = [];
  let at = 0;
  while (at < text.length && records.length < MOST_RECORDS) {
    const field = quote !== '' && text[at] === quote ? quotedField(text, at, dialect) : undefined;
    const next = endOfField(text, field?.end ?? at, delimiter);
    record.push((field?.value ?? '') + text.slice(field?.end ?? at, next));
    if (field) inQuotes += 1;
    if (field && (next > field.end || (!field.closed && whole))) odd.add(records.length);
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
  return { records, inQuotes, odd };
}

function quotedField(text: string, start: number, { quote, escape }: Dialect): { value: string; end: number; closed: boolean } {
  let value = '';
  for (let at = start + 1; ; ) {
    const close = text.indexOf(quote, at);
    const escaped = escape === '\\' ? text.indexOf('\\', at) : -1;
    if (escaped !== -1 && (close === -1 || escaped < close)) {
      value += text.slice(at, escaped) + text.slice(escaped + 1, escaped + 2);
      at = escaped + 2;
      continue;
    }
    if (close === -1) return { value: value + text.slice(at), end: text.length, closed: false };
    value += text.slice(at, close);
    if (escape !== quote || text[close + 1] !== quote) return { value, end: close + 1, closed: true };
    value += quote;
    at = close + 2;
  }
}

function endOfField(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === delimiter || text[at] === '\n') return at;
  return text.length;
}
