import { z } from 'zod';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, percent, severityOf } from './finding.ts';
import { equalityThresholds, thresholds } from './thresholds.ts';

/** What makes samples equal, for messages. */
const whole = { IMAGE: 'pixel for pixel', TEXT: 'character for character', TEXT_PAIR: 'source and target', TABULAR: 'in every feature', INTERACTION: 'in user, item, value and time' } as const;

/** DUPLICATES, CONFLICTING_LABELS and SPLIT_LEAKAGE, exact: samples are equal where the SHA-256 of their content is. Leaves the table `equal` of them for the check of what is nearly equal. */
export async function equalSampleFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description } = version;
  // Without a time, who chooses something twice is no copy.
  const looked = description.kind === 'INTERACTION' ? 'WHERE time IS NOT NULL' : '';
  await database.run(`
    CREATE TABLE equal AS
    SELECT hash, label, split, ['TRAIN', 'VALIDATION', 'TEST'].list_position(split) AS rank, sample_position, coalesce(entry, 'row ' || "row") AS place, file
    FROM samples SEMI JOIN (SELECT hash FROM samples ${looked} GROUP BY hash HAVING count(*) > 1) USING (hash) ${looked}`);
  return [...(await duplicates(version)), ...(await conflicts(version)), ...(description.kind === 'INTERACTION' ? [] : await leaks(version))];
}

const hasClasses = ({ description: { kind } }: AssessedVersion) => kind === 'IMAGE' || kind === 'TEXT' || kind === 'TABULAR';

async function duplicates(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { kind, counts } } = version;
  const run = 'PARTITION BY hash, split, label';
  const count = await flag(version, 'DUPLICATES', `SELECT sample_position, min(sample_position) OVER (${run}) AS other, NULL::DOUBLE AS score, NULL::VARCHAR AS detail FROM equal QUALIFY sample_position > other`);
  const share = count / (counts.TRAIN + counts.VALIDATION + counts.TEST);
  const severity = count === 0 ? undefined : severityOf(share, equalityThresholds[kind].duplicateShare);
  if (severity === undefined) return [];
  const { groups, everywhere } = await database.one(`SELECT count(DISTINCT other) AS groups, (SELECT count(DISTINCT hash) FROM equal) AS everywhere FROM flagged WHERE "check" = 'DUPLICATES'`, z.object({ groups: wholeNumber, everywhere: wholeNumber }));
  const label = hasClasses(version) ? ' and label' : '';
  const others = everywhere > groups ? ` Across splits${hasClasses(version) ? ' and labels' : ''} there are ${plural(everywhere, 'group')} of equal samples in all.` : '';
  const message = `${plural(count, 'sample')} (${percent(share)}, in ${plural(groups, 'group')}) repeat another of the same split${label}, ${whole[kind]}.${others}${await example(version, 'DUPLICATES')}`;
  return [await flaggedFinding(version, { check: 'DUPLICATES', severity, count, share, message, suggestion: 'DROP_DUPLICATES' })];
}

async function conflicts(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { kind } } = version;
  if (!hasClasses(version)) return [];
  const count = await flag(version, 'CONFLICTING_LABELS', `
    WITH labelled AS (SELECT *, first_value(label) OVER run AS first_label, first_value(sample_position) OVER run AS first_position FROM equal WHERE label IS NOT NULL WINDOW run AS (PARTITION BY hash ORDER BY sample_position)),
         paired AS (SELECT *, min_by(label, sample_position) FILTER (label <> first_label) OVER run AS other_label, min(sample_position) FILTER (label <> first_label) OVER run AS other_position FROM labelled WINDOW run AS (PARTITION BY hash))
    SELECT sample_position, CASE WHEN label = first_label THEN other_position ELSE first_position END AS other, NULL::DOUBLE AS score,
           'labelled ' || label || ', its copy ' || CASE WHEN label = first_label THEN other_label ELSE first_label END AS detail
    FROM paired WHERE other_label IS NOT NULL`);
  const { labelled } = await database.one('SELECT count(label) AS labelled FROM samples', z.object({ labelled: wholeNumber }));
  const share = count / Math.max(1, labelled);
  const severity = count === 0 ? undefined : severityOf(share, equalityThresholds[kind].conflictShare);
  if (severity === undefined) return [];
  const message = `${plural(count, 'labelled sample')} (${percent(share)}) are equal to one of another label, ${whole[kind]}.${await example(version, 'CONFLICTING_LABELS')}`;
  return [await flaggedFinding(version, { check: 'CONFLICTING_LABELS', severity, count, share, message, suggestion: 'DROP_CONFLICTING_LABELS' })];
}

async function leaks(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { kind, counts } } = version;
  await flag(version, 'SPLIT_LEAKAGE', `
    SELECT sample_position, first_value(sample_position) OVER run AS other, NULL::DOUBLE AS score, 'copy in ' || first_value(split) OVER run AS detail FROM equal
    WINDOW run AS (PARTITION BY hash ORDER BY rank, sample_position) QUALIFY rank > first_value(rank) OVER run`);
  const perSplit = await database.all(`SELECT split, count(*) AS count FROM flagged JOIN samples USING (sample_position) WHERE "check" = 'SPLIT_LEAKAGE' GROUP BY split`, z.object({ split: z.string(), count: wholeNumber }));
  const findings: CheckFinding[] = [];
  for (const split of ['VALIDATION', 'TEST'] as const) {
    const count = perSplit.find((one) => one.split === split)?.count ?? 0;
    if (count === 0) continue;
    const share = count / counts[split];
    const severe = count >= thresholds.leakedLeast && share >= equalityThresholds[kind].leakedShare[split];
    const where = `detail LIKE 'copy in %' AND sample_position IN (SELECT sample_position FROM samples WHERE split = '${split}')`;
    const message = `${plural(count, 'sample')} of ${split} (${percent(share)}) have a copy in an earlier split, ${whole[kind]}, so ${split} ${share > 0.5 ? 'measures' : 'partly measures'} memory.${await example(version, 'SPLIT_LEAKAGE', where)}`;
    findings.push(await flaggedFinding(version, { check: 'SPLIT_LEAKAGE', severity: severe ? 'ERROR' : 'WARNING', count, share, message, suggestion: 'DROP_LEAKED', where }));
  }
  return findings;
}

/** The first pair, in words. */
async function example({ database }: AssessedVersion, check: string, where = 'true'): Promise<string> {
  const [found] = await database.all(
    `SELECT a.place AS placeA, a.file AS fileA, a.label AS labelA, b.place AS placeB, b.file AS fileB, b.label AS labelB
     FROM (SELECT * FROM flagged WHERE "check" = '${check}' AND ${where} ORDER BY sample_position LIMIT 1) f
     JOIN equal a ON a.sample_position = least(f.other, f.sample_position) JOIN equal b ON b.sample_position = greatest(f.other, f.sample_position)`,
    z.object({ placeA: z.string(), fileA: z.string(), labelA: z.string().nullable(), placeB: z.string(), fileB: z.string(), labelB: z.string().nullable() }),
  );
  if (!found) return '';
  const labels = check === 'CONFLICTING_LABELS' ? `: ${shown(found.labelA ?? '')} and ${shown(found.labelB ?? '')}` : '';
  return ` For example ${shown(found.placeA)} of ${shown(found.fileA)} and ${shown(found.placeB)} of ${shown(found.fileB)}${labels}.`;
}
