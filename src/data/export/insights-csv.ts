import type { ReportRow } from '../../domain/insights/report.ts';
import { spreadsheetSafe } from '../samples/csv-escape.ts';

const HEADER = ['section', 'name', 'time', 'quantity', 'value', 'low', 'high', 'unit'];

/** A report as CSV: UTF-8, commas, all texts in quotes, an empty field where there is no value; nothing in it runs in a spreadsheet. */
export function csvOf(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ section, name, time, quantity, value, low = null, high = null, unit }) =>
    [quoted(section), quoted(name), time?.toISOString() ?? '', quoted(quantity), typeof value === 'string' ? quoted(value) : number(value), number(low), number(high), quoted(unit ?? '')].join(','));
  // A mark, without which Excel does not take it for UTF-8.
  return `\ufeff${HEADER.map(quoted).join(',')}\n${lines.join('\n')}\n`;
}

const quoted = (text: string) => `"${spreadsheetSafe(text).replaceAll('"', '""')}"`;
const number = (value: number | null) => (value === null || !Number.isFinite(value) ? '' : String(value));
