import { z } from 'zod';
import type { QualityFinding } from '../../../domain/quality-report.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { plural, shown } from '../../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from '../assessed-version.ts';
import { percent, severityOf } from '../finding.ts';
import { measuresOf } from '../measures.ts';
import { everyNth } from '../sampled.ts';
import { numberOutliers } from './number-outliers.ts';
import { singleCategories } from './single-categories.ts';
import { outliers, outlierSeverity } from './thresholds.ts';

/** OUTLIERS: numbers far beyond the tail of their column, categories that occur once, texts of unusual length, images that look like no other. Cost grows with values. */
export async function outlierFindings(version: AssessedVersion): Promise<QualityFinding[]> {
  const { database, description, signal } = version;
  if (description.kind === 'TEXT' && description.continuous === true) return [];
  const total = description.counts.TRAIN + description.counts.VALIDATION + description.counts.TEST;
  await database.run('CREATE OR REPLACE TABLE outliers (sample_position BIGINT, score DOUBLE, detail VARCHAR)');
  await numberOutliers(database, await measuresOf(version, signal), everyNth(total, outliers.mostSampled));
  await singleCategories(version);
  const count = await flag(version, 'OUTLIERS', `SELECT sample_position, NULL::BIGINT AS other, max(score) AS score, arg_max(detail, score) AS detail FROM outliers GROUP BY sample_position`);
  await database.run('DROP TABLE outliers');
  const share = count / total;
  const severity = count === 0 ? undefined : severityOf(share, outlierSeverity);
  if (severity === undefined) return [];
  const message = `${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'is' : 'are'} far from all others.${await rareClass(version)}`;
  return [await flaggedFinding(version, { check: 'OUTLIERS', severity, count, share, message, suggestion: 'DROP_OUTLIERS' })];
}

/** Outliers may be what a class is made of: whoever drops them is told. */
async function rareClass({ database, description: { classes } }: AssessedVersion): Promise<string> {
  if (classes.length < 2) return '';
  const [found] = await database.all(
    `SELECT label, count(f.sample_position) AS found, count(*) AS "all" FROM samples LEFT JOIN (SELECT sample_position FROM flagged WHERE "check" = 'OUTLIERS') f USING (sample_position) WHERE label IS NOT NULL GROUP BY label HAVING found >= 5 AND found > 0.1 * count(*) ORDER BY found / count(*) DESC LIMIT 1`,
    z.object({ label: z.string(), found: wholeNumber, all: wholeNumber }),
  );
  return found === undefined ? '' : ` Look before you drop them: they hold ${percent(found.found / found.all)} of class "${shown(found.label)}".`;
}
