import { z } from 'zod';
import { literal } from '../../samples/sql.ts';
import { wholeNumber } from '../../samples/work-database.ts';
import { plural, shown } from '../../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from '../assessed-version.ts';
import { type CheckFinding, finding, percent, severityOf } from '../finding.ts';
import { measuresOf } from '../measures.ts';
import { everyNth } from '../sampled.ts';
import { numberOutliers } from './number-outliers.ts';
import { singleCategories } from './single-categories.ts';
import { outliers, outlierSeverity } from './thresholds.ts';

/** OUTLIERS: numbers far beyond the tail of their column, categories that occur once, texts of unusual length, images that look like no other. Cost grows with values. */
export async function outlierFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description, signal } = version;
  if (description.kind === 'TEXT' && description.continuous === true) return [];
  const total = description.counts.TRAIN + description.counts.VALIDATION + description.counts.TEST;
  await database.run('CREATE OR REPLACE TABLE outliers (sample_position BIGINT, score DOUBLE, detail VARCHAR)');
  await numberOutliers(database, await measuresOf(version, signal), everyNth(total, outliers.mostSampled));
  await singleCategories(version);
  const typical = await typicalClasses(version);
  if (typical.length > 0) await database.run(`DELETE FROM outliers WHERE sample_position IN (SELECT sample_position FROM samples WHERE label IN (${typical.map(({ label }) => literal(label)).join(', ')}))`);
  const count = await flag(version, 'OUTLIERS', `SELECT sample_position, NULL::BIGINT AS other, max(score) AS score, arg_max(detail, score) AS detail FROM outliers GROUP BY sample_position`);
  await database.run('DROP TABLE outliers');
  const share = count / total;
  if (count === 0) return typical.length === 0 ? [] : [finding('OUTLIERS', 'INFO', 0, told(typical))];
  const severity = severityOf(share, outlierSeverity);
  if (severity === undefined) return [];
  const message = [`${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'is' : 'are'} far from all others.`, told(typical)].join(' ').trim();
  return [await flaggedFinding(version, { check: 'OUTLIERS', severity, count, share, message, suggestion: 'DROP_OUTLIERS' })];
}

interface TypicalClass {
  readonly label: string;
  readonly found: number;
  readonly all: number;
}

/** Classes that outliers belong to, the most first: to drop those would take away what the class is known by. */
async function typicalClasses({ database, description: { classes } }: AssessedVersion): Promise<readonly TypicalClass[]> {
  if (classes.length < 2) return [];
  const { least, share, times } = outliers.typical;
  return database.all(
    `WITH perClass AS (SELECT label, count(f.sample_position) AS found, count(*) AS "all" FROM samples LEFT JOIN (SELECT DISTINCT sample_position FROM outliers) f USING (sample_position) WHERE label IS NOT NULL GROUP BY label)
     SELECT label, found, "all" FROM perClass WHERE found >= ${least} AND found > ${share} * "all" AND found / "all" > ${times} * (SELECT sum(found) / sum("all") FROM perClass) ORDER BY found / "all" DESC, label`,
    z.object({ label: z.string(), found: wholeNumber, all: wholeNumber }),
  );
}

function told(typical: readonly TypicalClass[]): string {
  const [first] = typical;
  if (first === undefined) return '';
  const spared = typical.reduce((sum, { found }) => sum + found, 0);
  const others = typical.length === 1 ? '' : `; ${typical.length - 1} more of the classes are like it`;
  return `${plural(spared, 'sample')} far from all others are what a class is known by, and not counted: class "${shown(first.label)}" has ${percent(first.found / first.all)} such samples${others}.`;
}
