import { z } from 'zod';
import { type CleaningStep, cleaningSteps, type QualityCheck, type QualityReport } from '../../domain/quality-report.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { gapsOf, lacksAny } from '../version/gaps.ts';
import type { AssessedVersion } from './assessed-version.ts';
import type { CheckFinding } from './finding.ts';
import type { LeftOut } from './left-out.ts';

/** The checks that flag what a step concerns. */
const stepChecks: Readonly<Record<CleaningStep, readonly QualityCheck[]>> = {
  DROP_MISSING: ['MISSING_VALUES'],
  IMPUTE_MISSING: ['MISSING_VALUES'],
  DROP_DUPLICATES: ['DUPLICATES'],
  DROP_NEAR_DUPLICATES: ['NEAR_DUPLICATES'],
  DROP_CONFLICTING_LABELS: ['CONFLICTING_LABELS'],
  DROP_MISLABELED: ['LABEL_NOISE'],
  DROP_LEAKED: ['SPLIT_LEAKAGE'],
  DROP_OUTLIERS: ['OUTLIERS'],
  DROP_CORRUPT: ['CORRUPT_SAMPLES'],
  DROP_RARE_CLASSES: ['EMPTY_CLASSES', 'TOO_FEW_SAMPLES'],
  REDACT_PERSONAL_DATA: ['PERSONAL_DATA'],
};

/** In SQL: whether a step concerns a sample, by the table `flagged`; all that its checks flagged, or only those of findings that suggest it. */
export function isConcerned(step: CleaningStep, suggestedOnly: boolean): string {
  const suggested = suggestedOnly ? ` AND suggestion = ${literal(step)}` : '';
  return `sample_position IN (SELECT sample_position FROM flagged WHERE "check" IN (${stepChecks[step].map(literal).join(', ')})${suggested})`;
}

/** Tells in the table `flagged` which step the findings suggest for each sample; where several do, the one that is taken first. */
export async function markSuggestions({ database }: AssessedVersion, findings: readonly CheckFinding[]): Promise<void> {
  for (const step of cleaningSteps) {
    for (const { check, suggestion, flags } of findings) {
      if (suggestion !== step || flags === undefined) continue;
      await database.run(`UPDATE flagged SET suggestion = ${literal(step)} WHERE "check" = ${literal(check)} AND suggestion IS NULL AND (${flags})`);
    }
  }
}

/** To how many samples each step, taken alone, would do something: by name, and by what the findings suggest. After `markSuggestions`. */
export async function cleaningPreview(version: AssessedVersion, leftOut: LeftOut, findings: readonly CheckFinding[]): Promise<NonNullable<QualityReport['cleaning']>> {
  const preview: { step: CleaningStep; count: number; suggested: number | null }[] = [];
  for (const step of cleaningSteps) {
    const count = await concernedSamples(version, step, false);
    const accepts = (step === 'DROP_CORRUPT' && leftOut.corrupt.count > 0) || (step === 'DROP_MISSING' && leftOut.incomplete.count > 0);
    if (count === 0 && !accepts) continue;
    const isSuggested = findings.some(({ suggestion }) => suggestion === step);
    preview.push({ step, count, suggested: isSuggested ? await concernedSamples(version, step, true) : null });
  }
  return preview;
}

async function concernedSamples(version: AssessedVersion, step: CleaningStep, suggestedOnly: boolean): Promise<number> {
  const concerned = isConcerned(step, suggestedOnly);
  if (!(await version.database.has(`SELECT 1 FROM flagged WHERE ${concerned}`))) return 0;
  const possible = await isPossible(version, step);
  const count = possible === 'true' ? `count(DISTINCT sample_position) AS count FROM flagged WHERE ${concerned}` : `count(*) AS count FROM samples WHERE ${concerned} AND ${possible}`;
  return (await version.database.one(`SELECT ${count}`, z.object({ count: wholeNumber }))).count;
}

/** In SQL: whether a step could change a sample that it concerns. */
async function isPossible(version: AssessedVersion, step: CleaningStep): Promise<string> {
  if (step === 'IMPUTE_MISSING') return lacksAny((await gapsOf(version)).filter(({ imputable }) => imputable));
  // Users and items are what they are by their names.
  if (step === 'REDACT_PERSONAL_DATA') return version.description.kind === 'INTERACTION' ? 'false' : 'true';
  return 'true';
}
