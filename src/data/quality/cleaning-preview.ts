import { z } from 'zod';
import { type CleaningStep, cleaningSteps, type QualityCheck, type QualityReport } from '../../domain/quality-report.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import type { AssessedVersion } from './assessed-version.ts';
import type { LeftOut } from './left-out.ts';

/** The samples that a step concerns: those that these checks flagged. */
export const stepChecks: Readonly<Record<CleaningStep, readonly QualityCheck[]>> = {
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

/** Of MISSING_VALUES, a label that is missing cannot be imputed. */
const imputable = `NOT ("check" = 'MISSING_VALUES' AND detail = 'unlabelled')`;

/** To how many samples each step, taken alone, would do something. */
export async function cleaningPreview({ database }: AssessedVersion, leftOut: LeftOut): Promise<NonNullable<QualityReport['cleaning']>> {
  const found = await Promise.all(
    cleaningSteps.map(async (step) => {
      const where = `"check" IN (${stepChecks[step].map(literal).join(', ')})${step === 'IMPUTE_MISSING' ? ` AND ${imputable}` : ''}`;
      const { count } = await database.one(`SELECT count(DISTINCT sample_position) AS count FROM flagged WHERE ${where}`, z.object({ count: wholeNumber }));
      return { step, count, accepts: (step === 'DROP_CORRUPT' && leftOut.corrupt.count > 0) || (step === 'DROP_MISSING' && leftOut.incomplete.count > 0) };
    }),
  );
  return found.filter(({ count, accepts }) => count > 0 || accepts).map(({ step, count }) => ({ step, count }));
}
