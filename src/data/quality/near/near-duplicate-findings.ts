import { z } from 'zod';
import { wholeNumber } from '../../samples/work-database.ts';
import { plural } from '../../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from '../assessed-version.ts';
import { type CheckFinding, percent, severityOf } from '../finding.ts';
import { nearThresholds } from '../near-thresholds.ts';
import { leaveCopiesOut, NearSamples } from './candidates.ts';
import { NEAR_IMAGES, nearImages } from './near-images.ts';
import { nearRows } from './near-rows.ts';
import { NEAR_TEXTS, nearTexts } from './near-texts.ts';

const likenesses = {
  IMAGE: `their pixels correlate by ${NEAR_IMAGES} or more`,
  TEXT: `${percent(NEAR_TEXTS)} or more of their runs of characters are the same`,
  TEXT_PAIR: `${percent(NEAR_TEXTS)} or more of their runs of characters are the same`,
  TABULAR: 'equal once numbers are rounded to four significant digits',
} as const;

/**
 * NEAR_DUPLICATES within a split, and SPLIT_LEAKAGE (detail `near`) of samples that are nearly equal to one of an earlier split. To be run after
 * the check by equal content: what that found is left out. Candidates by hashes, each verified; of a cluster the first stays. Linear
 * but for the sorts of the work database; not for interactions, nor for continuous texts.
 */
export async function nearDuplicateFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description, images } = version;
  if (description.kind === 'INTERACTION' || (description.kind === 'TEXT' && description.continuous === true)) return [];
  await leaveCopiesOut(database);
  const near = await NearSamples.create(database);
  if (images !== undefined) await nearImages(version, images, near);
  else if (description.kind !== 'TABULAR') await nearTexts(version, near);
  await near.end();
  if (description.kind === 'TABULAR') await nearRows(version);
  // One join after the other: in one statement DuckDB may join all samples of equal splits first.
  await database.run('CREATE TABLE near_split AS SELECT near.*, split FROM near JOIN samples USING (sample_position)');
  await database.run('CREATE TABLE near_splits AS SELECT n.*, s.split AS other_split FROM near_split n JOIN samples s ON s.sample_position = n.other');
  const findings = [...(await within(version, likenesses[description.kind])), ...(await across(version, likenesses[description.kind]))];
  await database.run('DROP TABLE near; DROP TABLE near_split; DROP TABLE near_splits; DROP TABLE near_left_out');
  return findings;
}

const pairs = "SELECT sample_position, other, score, 'near' AS detail FROM near_splits WHERE split";

async function within(version: AssessedVersion, likeness: string): Promise<CheckFinding[]> {
  const count = await flag(version, 'NEAR_DUPLICATES', `${pairs} = other_split`);
  const { counts } = version.description;
  const share = count / (counts.TRAIN + counts.VALIDATION + counts.TEST);
  const severity = count === 0 ? undefined : severityOf(share, nearThresholds.nearShare);
  if (severity === undefined) return [];
  const message = `${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'is' : 'are'} nearly equal to another of the same split: ${likeness}.`;
  return [await flaggedFinding(version, { check: 'NEAR_DUPLICATES', severity, count, share, message, suggestion: 'DROP_NEAR_DUPLICATES' })];
}

async function across(version: AssessedVersion, likeness: string): Promise<CheckFinding[]> {
  await flag(version, 'SPLIT_LEAKAGE', `${pairs} <> other_split`);
  const findings: CheckFinding[] = [];
  for (const split of ['VALIDATION', 'TEST'] as const) {
    const where = `detail = 'near' AND sample_position IN (SELECT sample_position FROM samples WHERE split = '${split}')`;
    const { count } = await version.database.one(`SELECT count(*) AS count FROM flagged WHERE "check" = 'SPLIT_LEAKAGE' AND ${where}`, z.object({ count: wholeNumber }));
    const share = count / Math.max(1, version.description.counts[split]);
    const severity = count === 0 ? undefined : severityOf(share, nearThresholds.nearLeakShare);
    if (severity === undefined) continue;
    const message = `${plural(count, 'sample')} of ${split} (${percent(share)}) ${count === 1 ? 'is' : 'are'} nearly equal to one of an earlier split: ${likeness}.`;
    findings.push(await flaggedFinding(version, { check: 'SPLIT_LEAKAGE', severity, count, share, message, suggestion: 'DROP_LEAKED', where }));
  }
  return findings;
}
