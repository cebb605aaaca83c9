import { z } from 'zod';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import { type Gap, gapsOf, lacksAny } from '../version/gaps.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, percent, severityOf } from './finding.ts';
import { tableThresholds } from './thresholds.ts';

const MOST_NAMED = 5;
const LABEL = "detail LIKE 'unlabelled%'";
const FEATURES = "(detail LIKE 'no %' OR detail LIKE 'unlabelled, no %')";

/**
 * MISSING_VALUES of what was imported: features of tables, and labels where others have one; but for images, whose unlabelled ones are no fault.
 * Samples are flagged with what they lack: `unlabelled`, `no age, town`, or `unlabelled, no age`.
 */
export async function missingValueFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const gaps = await gapsOf(version);
  const labels = await missingLabels(version);
  if (gaps.length === 0 && labels === 0) return [];
  const lacks = gaps.map(({ name, column }) => `CASE WHEN ${column} IS NULL THEN ${literal(name)} END`).join(', ');
  const details = [...(labels > 0 ? ["CASE WHEN label IS NULL THEN 'unlabelled' END"] : []), ...(gaps.length > 0 ? [`'no ' || nullif(concat_ws(', ', ${lacks}), '')`] : [])];
  await flag(version, 'MISSING_VALUES', `SELECT sample_position, NULL::BIGINT AS other, NULL::DOUBLE AS score, concat_ws(', ', ${details.join(', ')}) AS detail FROM samples WHERE ${lacksAny(gaps)}${labels > 0 ? ' OR label IS NULL' : ''}`);
  return [...(await ofFeatures(version, gaps)), ...(await ofLabels(version, labels))];
}

async function ofFeatures(version: AssessedVersion, gaps: readonly Gap[]): Promise<CheckFinding[]> {
  const total = totalOf(version);
  const share = gaps.reduce((sum, { count }) => sum + count, 0) / (total * version.content.length);
  const severity = gaps.length === 0 ? undefined : severityOf(share, tableThresholds.TABULAR.missingShare);
  if (severity === undefined) return [];
  const { rows } = await version.database.one(`SELECT count(*) AS rows FROM samples WHERE ${lacksAny(gaps)}`, z.object({ rows: wholeNumber }));
  const names = named([...gaps].sort((a, b) => b.count - a.count), ({ name, count }) => `"${shown(name)}" (${percent(count / total)})`);
  const imputable = gaps.filter((gap) => gap.imputable);
  const message = `${percent(share)} of the values are missing, in ${plural(rows, 'row')}. By column: ${names}.${hopeless(gaps.filter((gap) => !gap.imputable))}`;
  const suggested = imputable.length === 0 ? {} : { suggestion: 'IMPUTE_MISSING' as const, flags: `${FEATURES} AND sample_position IN (SELECT sample_position FROM samples WHERE ${lacksAny(imputable)})` };
  return [await flaggedFinding(version, { check: 'MISSING_VALUES', severity, count: rows, share, message, where: FEATURES, ...suggested })];
}

/** What is to be done about columns that cannot be imputed. */
function hopeless(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return '';
  const [has, it] = gaps.length === 1 ? ['has', 'it'] : ['have', 'them'];
  return ` ${named(gaps, ({ name }) => `"${shown(name)}"`)} ${has} no value in TRAIN, so that nothing can be imputed there: import without ${it}, by columns.features.`;
}

const named = (gaps: readonly Gap[], inWords: (gap: Gap) => string) => gaps.slice(0, MOST_NAMED).map(inWords).join(', ') + (gaps.length > MOST_NAMED ? ', …' : '');

async function missingLabels({ database, description }: AssessedVersion): Promise<number> {
  if (description.classes.length === 0 || description.kind === 'IMAGE') return 0;
  return (await database.one('SELECT count(*) AS count FROM samples WHERE label IS NULL', z.object({ count: wholeNumber }))).count;
}

async function ofLabels(version: AssessedVersion, count: number): Promise<CheckFinding[]> {
  if (count === 0) return [];
  const share = count / totalOf(version);
  const message = `${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'has' : 'have'} no label, while the others have.`;
  return [await flaggedFinding(version, { check: 'MISSING_VALUES', severity: 'WARNING', count, share, message, suggestion: 'DROP_MISSING', where: LABEL })];
}

const totalOf = ({ description: { counts } }: AssessedVersion) => counts.TRAIN + counts.VALIDATION + counts.TEST;
