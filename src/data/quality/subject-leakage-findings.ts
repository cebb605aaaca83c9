import { z } from 'zod';
import { wholeNumber } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, percent, severityOf } from './finding.ts';
import { nearThresholds } from './near-thresholds.ts';

/**
 * SUBJECT_LEAKAGE: samples of VALIDATION and TEST whose subject (a patient, an author) has samples in TRAIN, too. Not of interactions, where
 * every user is in all splits by design. One pass; memory for the subjects of TRAIN, beyond the work database's share on disk.
 */
export async function subjectLeakageFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { kind, counts } } = version;
  if (kind === 'INTERACTION') return [];
  await flag(version, 'SUBJECT_LEAKAGE', `
    SELECT s.sample_position, known.first AS other, NULL::DOUBLE AS score, 'subject in TRAIN' AS detail FROM samples s
    JOIN (SELECT subject, min(sample_position) AS first FROM samples WHERE split = 'TRAIN' AND subject IS NOT NULL GROUP BY subject) known USING (subject) WHERE s.split <> 'TRAIN'`);
  const perSplit = await database.all(
    `SELECT split, count(*) AS count, count(DISTINCT subject) AS subjects FROM flagged JOIN samples USING (sample_position) WHERE "check" = 'SUBJECT_LEAKAGE' GROUP BY split`,
    z.object({ split: z.enum(['VALIDATION', 'TEST']), count: wholeNumber, subjects: wholeNumber }),
  );
  const findings: CheckFinding[] = [];
  for (const { split, count, subjects } of perSplit.sort((a, b) => b.split.localeCompare(a.split))) {
    const share = count / counts[split];
    const severity = severityOf(share, nearThresholds.subjectShare);
    if (severity === undefined) continue;
    const message = `${plural(count, 'sample')} of ${split} (${percent(share)}), of ${plural(subjects, 'subject')}, ${count === 1 ? 'comes' : 'come'} from a subject that is also in TRAIN, so ${split} does not tell how new subjects fare. Import with a column "split" that keeps every subject in one split.`;
    findings.push(await flaggedFinding(version, { check: 'SUBJECT_LEAKAGE', severity, count, share, message, where: `sample_position IN (SELECT sample_position FROM samples WHERE split = '${split}')` }));
  }
  return findings;
}
