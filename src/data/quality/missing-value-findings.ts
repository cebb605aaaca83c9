import { z } from 'zod';
import type { QualityFinding } from '../../domain/quality-report.ts';
import { literal, quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { percent, severityOf } from './finding.ts';
import { tableThresholds } from './thresholds.ts';

const MOST_NAMED = 5;

/** MISSING_VALUES of what was imported: features of tables, and labels where others have one; but for images, whose unlabelled ones are no fault. */
export async function missingValueFindings(table: AssessedVersion): Promise<QualityFinding[]> {
  return [...(await missingFeatures(table)), ...(await missingLabels(table))];
}

async function missingFeatures(version: AssessedVersion): Promise<QualityFinding[]> {
  const { database, description, content } = version;
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
  const message = `${percent(share)} of the values are missing, in ${plural(found['rows'] ?? 0, 'row')}. By column: ${names}.`;
  const lacking = content.map((name) => `CASE WHEN ${quoted(name)} IS NULL THEN ${literal(name)} END`).join(', ');
  await flag(version, 'MISSING_VALUES', `SELECT sample_position, NULL::BIGINT AS other, NULL::DOUBLE AS score, 'no ' || concat_ws(', ', ${lacking}) AS detail FROM samples WHERE ${any}`);
  return [await flaggedFinding(version, { check: 'MISSING_VALUES', severity, count: found['rows'] ?? 0, share, message, suggestion: 'IMPUTE_MISSING', where: "detail LIKE 'no %'" })];
}

async function missingLabels(version: AssessedVersion): Promise<QualityFinding[]> {
  const { database, description } = version;
  if (description.classes.length === 0 || description.kind === 'IMAGE') return [];
  const { total, count } = await database.one('SELECT count(*) AS total, count(*) FILTER (label IS NULL) AS count FROM samples', z.object({ total: wholeNumber, count: wholeNumber }));
  if (count === 0) return [];
  await flag(version, 'MISSING_VALUES', "SELECT sample_position, NULL::BIGINT AS other, NULL::DOUBLE AS score, 'unlabelled' AS detail FROM samples WHERE label IS NULL");
  const share = count / total;
  return [await flaggedFinding(version, { check: 'MISSING_VALUES', severity: 'WARNING', count, share, message: `${plural(count, 'sample')} (${percent(share)}) have no label, while the others have.`, suggestion: 'DROP_MISSING', where: "detail = 'unlabelled'" })];
}
