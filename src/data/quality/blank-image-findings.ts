import { z } from 'zod';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, percent, severityOf } from './finding.ts';
import { imageMeasures } from './image-measures.ts';
import { nearThresholds } from './near-thresholds.ts';

/** From this share of a class on, to be blank is what the class is, as of plates without a colony. */
const CLASS_OF_BLANKS = 0.5;

/** CORRUPT_SAMPLES: images that show nothing, since they are of one colour; flagged with the detail `blank`. */
export async function blankImageFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { counts }, images, signal } = version;
  if (images === undefined) return [];
  await imageMeasures(version, images, signal);
  const found = await database.all(
    'SELECT label, count(*) FILTER (blank) AS blank, count(*) AS "all" FROM samples JOIN image_measures USING (sample_position) GROUP BY label HAVING blank > 0',
    z.object({ label: z.string().nullable(), blank: wholeNumber, all: wholeNumber }),
  );
  const meant = found.flatMap(({ label, blank, all }) => (label !== null && blank >= CLASS_OF_BLANKS * all ? [literal(label)] : []));
  const where = meant.length === 0 ? 'blank' : `blank AND (label IS NULL OR label NOT IN (${meant.join(', ')}))`;
  const count = await flag(version, 'CORRUPT_SAMPLES', `SELECT sample_position, NULL::BIGINT AS other, 1.0 AS score, 'blank' AS detail FROM samples JOIN image_measures USING (sample_position) WHERE ${where}`);
  const share = count / (counts.TRAIN + counts.VALIDATION + counts.TEST);
  const severity = count === 0 ? undefined : severityOf(share, nearThresholds.blankImageShare);
  if (severity === undefined) return [];
  const message = `${plural(count, 'image')} (${percent(share)}) ${count === 1 ? 'is' : 'are'} blank: of one colour alone.`;
  return [await flaggedFinding(version, { check: 'CORRUPT_SAMPLES', severity, count, share, message, suggestion: 'DROP_CORRUPT', where: "detail = 'blank'" })];
}
