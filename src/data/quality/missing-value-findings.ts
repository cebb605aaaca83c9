import { z } from 'zod';
import type { QualityFinding } from '../../domain/quality-report.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import type { AssessedTable } from './assess-samples.ts';
import { finding, percent, severityOf } from './finding.ts';
import { tableThresholds } from './thresholds.ts';

const MOST_NAMED = 5;

/** MISSING_VALUES of what was imported: features of tables, and labels where others have one. */
export async function missingValueFindings(table: AssessedTable): Promise<QualityFinding[]> {
  return [...(await missingFeatures(table)), ...(await missingLabels(table))];
}

async function missingFeatures({ database, description, content }: AssessedTable): Promise<QualityFinding[]> {
  if (description.kind !== 'TABULAR') return [];
  const total = Object.values(description.counts).reduce((sum, count) => sum + count, 0);
  const counts = content.map((name, index) => `count(*) FILTER (${quoted(name)} IS NULL) AS c${index}`).join(', ');
  const any = content.map((name) => `${quoted(name)} IS NULL`).join(' OR ');
  const found = await database.one(`SELECT count(*) FILTER (${any}) AS rows, ${counts} FROM samples`, z.record(z.string(), wholeNumber));
  const columns = description.columns.map(({ name }, index) => ({ name, count: found[`c${index}`] ?? 0 })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const share = columns.reduce((sum, { count }) => sum + count, 0) / (total * content.length);
  const severity = columns.length === 0 ? undefined : severityOf(share, tableThresholds.TABULAR.missingShare);
  if (severity === undefined) return [];
  const names = columns.slice(0, MOST_NAMED).map(({ name, count }) => `"${shown(name)}" (${percent(count / total)})`).join(', ') + (columns.length > MOST_NAMED ? ', …' : '');
  return [finding('MISSING_VALUES', severity, found['rows'] ?? 0, `${percent(share)} of the values are missing, in ${plural(found['rows'] ?? 0, 'row')}. By column: ${names}.`)];
}

async function missingLabels({ database, description }: AssessedTable): Promise<QualityFinding[]> {
  if (description.classes.length === 0) return [];
  const { total, count } = await database.one('SELECT count(*) AS total, count(*) FILTER (label IS NULL) AS count FROM samples', z.object({ total: wholeNumber, count: wholeNumber }));
  if (count === 0) return [];
  return [finding('MISSING_VALUES', 'WARNING', count, `${plural(count, 'sample')} (${percent(count / total)}) have no label, while the others have.`)];
}
