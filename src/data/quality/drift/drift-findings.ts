import { z } from 'zod';
import type { FoundSample, QualityFinding } from '../../../domain/quality-report.ts';
import { holm } from '../../../domain/statistics/holm.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { plural } from '../../shown.ts';
import type { AssessedVersion } from '../assessed-version.ts';
import { finding, percent, severityOf } from '../finding.ts';
import type { BlobStore } from '../../../store/blob-store.ts';
import { categoryShift } from './category-shift.ts';
import { compared, type Compared, type EarlierVersion } from './compared.ts';
import { comparedColumns, type ComparedColumns } from './compared-columns.ts';
import { numberShift } from './number-shift.ts';
import { schemaChange } from './schema-change.ts';
import type { Shift } from './shift.ts';
import { drift, driftSeverity } from './thresholds.ts';
import { wordShifts } from './word-shifts.ts';

/** Shifts that a message names, the greatest first. */
const MOST_NAMED = 5;
const EXAMPLES = 10;

/**
 * DRIFT: columns that are spread otherwise than in the version before. Numbers by Kolmogorov–Smirnov, categories, labels, missing values and
 * the words of texts by Pearson's chi-square, all p-values adjusted together (Holm); how much by the population stability index. Of each
 * version at most 100,000 values of a number and 20,000 texts are looked at; categories are counted in one pass.
 *
 * @param work  key of the folder for work in progress
 */
export async function driftFindings(version: AssessedVersion, store: BlobStore, work: string, earlier: EarlierVersion): Promise<QualityFinding[]> {
  const both = await compared(version, store, work, earlier);
  try {
    const changed = schemaChange(earlier.description, version.description);
    if (Math.min(both.before.total, both.after.total) < drift.leastSamples) return changed;
    const columns = await comparedColumns(both);
    const shifts = await shiftsOf(both, columns);
    const adjusted = holm(shifts.map(({ p }) => p));
    const drifted = shifts.filter(({ share }, index) => (adjusted[index] ?? 1) < drift.falseAlarms && share >= drift.leastShift).sort((a, b) => b.share - a.share);
    return [...changed, ...(await told(both, columns, drifted, earlier.grown))];
  } finally {
    await both.close();
  }
}

async function shiftsOf(both: Compared, { numbers, categories, texts }: ComparedColumns): Promise<Shift[]> {
  const shifts: Shift[] = [];
  for (const number of numbers) shifts.push(...(await numberShift(both, number)));
  for (const category of categories) shifts.push(await categoryShift(both, category));
  for (const text of texts) shifts.push(...(await wordShifts(both, text)));
  return shifts;
}

async function told(both: Compared, { numbers, categories, texts }: ComparedColumns, drifted: readonly Shift[], grown: boolean): Promise<QualityFinding[]> {
  const [greatest] = drifted;
  const severity = greatest === undefined ? undefined : severityOf(Math.max(...drifted.map(({ stability }) => stability)), driftSeverity);
  if (greatest === undefined || severity === undefined) return [];
  const names = new Set(drifted.map(({ name }) => name));
  const named = drifted.slice(0, MOST_NAMED).map(({ words, share, stability }) => `${words}; ${percent(share)} lie elsewhere, stability index ${stability.toFixed(2)})`).join(', ') + (drifted.length > MOST_NAMED ? ', …' : '');
  const of = plural(numbers.length + categories.length + texts.length, 'column');
  const what = grown ? 'the added samples differ from the version before' : 'this version differs from the one before';
  const message = `In ${names.size} of ${of} ${what}: ${named}. Without any change, chance would name a column in at most 1 of ${1 / drift.falseAlarms} versions.`;
  const count = Math.round(greatest.share * both.after.total);
  return [{ ...finding('DRIFT', severity, count, message), share: greatest.share, examples: await examples(both, numbers.find(({ name }) => name === greatest.name)?.source ?? 'samples', greatest) }];
}

/** Of what grew most. */
async function examples({ after }: Compared, source: string, { grown, words }: Shift): Promise<FoundSample[]> {
  const rows = await after.version.database.all(`SELECT sample_position AS position FROM ${after.from(source, Infinity)} WHERE ${grown} ORDER BY sample_position LIMIT ${EXAMPLES}`, z.object({ position: wholeNumber }));
  return rows.map(({ position }) => ({ position, detail: `${words})` }));
}
