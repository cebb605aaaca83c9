import { z } from 'zod';
import type { QualityFinding } from '../../domain/quality-report.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { counted, plural, shown } from '../shown.ts';
import type { AssessedTable } from './assess-samples.ts';
import { finding, percent, severityOf } from './finding.ts';
import { tableThresholds, thresholds } from './thresholds.ts';

/** What makes samples equal, for messages. */
const whole = { TEXT: 'character for character', TEXT_PAIR: 'source and target', TABULAR: 'in every feature', INTERACTION: 'in user, item, value and time' } as const;

/** DUPLICATES, CONFLICTING_LABELS and SPLIT_LEAKAGE, exact: samples are equal where the SHA-256 of their content is. */
export async function equalSampleFindings(table: AssessedTable): Promise<QualityFinding[]> {
  const { database, description } = table;
  const labelled = description.kind === 'TEXT' || description.kind === 'TABULAR';
  // Without a time, who chooses something twice is no copy.
  const looked = description.kind === 'INTERACTION' ? 'WHERE time IS NOT NULL' : '';
  await database.run(`
    CREATE TABLE equal AS
    SELECT hash, split, ${labelled ? 'label' : 'NULL AS label'}, ['TRAIN', 'VALIDATION', 'TEST'].list_position(split) AS rank, coalesce(entry, 'row ' || row) AS place, file
    FROM samples ${looked} QUALIFY count(*) OVER (PARTITION BY hash) > 1`);
  const findings = [...(await duplicates(table)), ...(labelled ? await conflicts(table) : []), ...(description.kind === 'INTERACTION' ? [] : await leaks(table))];
  await database.run('DROP TABLE equal');
  return findings;
}

async function duplicates({ database, description: { kind, counts } }: AssessedTable): Promise<QualityFinding[]> {
  const { count, groups } = await database.one('SELECT coalesce(sum(n - 1), 0) AS count, count(*) AS groups FROM (SELECT count(*) AS n FROM equal GROUP BY hash, split, label HAVING n > 1)', z.object({ count: wholeNumber, groups: wholeNumber }));
  const share = count / (counts.TRAIN + counts.VALIDATION + counts.TEST);
  const severity = count === 0 ? undefined : severityOf(share, tableThresholds[kind].duplicateShare);
  if (severity === undefined) return [];
  const example = await pair(database, 'SELECT hash, split, label FROM equal GROUP BY hash, split, label HAVING count(*) > 1 ORDER BY hash LIMIT 1', 'a.split = b.split AND a.label IS NOT DISTINCT FROM b.label');
  return [finding('DUPLICATES', severity, count, `${plural(count, 'sample')} (${percent(share)}, in ${counted(groups)} groups) repeat another of the same split${kind === 'TEXT' || kind === 'TABULAR' ? ' and label' : ''}, ${whole[kind]}.${example}`)];
}

async function conflicts({ database, description: { kind } }: AssessedTable): Promise<QualityFinding[]> {
  const { count, labelled } = await database.one(
    'SELECT (SELECT coalesce(sum(n), 0) FROM (SELECT count(label) AS n FROM equal GROUP BY hash HAVING count(DISTINCT label) > 1)) AS count, (SELECT count(label) FROM samples) AS labelled',
    z.object({ count: wholeNumber, labelled: wholeNumber }),
  );
  const share = count / Math.max(1, labelled);
  const severity = count === 0 ? undefined : severityOf(share, tableThresholds[kind].conflictShare);
  if (severity === undefined) return [];
  const example = await pair(database, 'SELECT hash FROM equal GROUP BY hash HAVING count(DISTINCT label) > 1 ORDER BY hash LIMIT 1', 'a.label < b.label');
  return [finding('CONFLICTING_LABELS', severity, count, `${plural(count, 'labelled sample')} (${percent(share)}) are equal to one of another label, ${whole[kind]}.${example}`)];
}

async function leaks({ database, description: { kind, counts } }: AssessedTable): Promise<QualityFinding[]> {
  const findings: QualityFinding[] = [];
  for (const split of ['VALIDATION', 'TEST'] as const) {
    const leaked = `SELECT hash FROM (SELECT *, min(rank) OVER (PARTITION BY hash) AS first FROM equal) WHERE split = '${split}' AND first < rank`;
    const { count } = await database.one(`SELECT count(*) AS count FROM (${leaked})`, z.object({ count: wholeNumber }));
    if (count === 0) continue;
    const share = count / counts[split];
    const severe = count >= thresholds.leakedLeast && share >= tableThresholds[kind].leakedShare[split];
    const example = await pair(database, `${leaked} ORDER BY hash LIMIT 1`, `a.rank < b.rank AND b.split = '${split}'`);
    findings.push(finding('SPLIT_LEAKAGE', severe ? 'ERROR' : 'WARNING', count, `${plural(count, 'sample')} of ${split} (${percent(share)}) have a copy in an earlier split, ${whole[kind]}, so ${split} partly measures memory.${example}`));
  }
  return findings;
}

/** A pair of the first such run, in words. */
async function pair(database: AssessedTable['database'], run: string, related: string): Promise<string> {
  const named = z.object({ placeA: z.string(), fileA: z.string(), placeB: z.string(), fileB: z.string() });
  const [found] = await database.all(
    `SELECT a.place AS placeA, a.file AS fileA, b.place AS placeB, b.file AS fileB FROM equal a JOIN equal b ON a.hash = b.hash AND (a.file, a.place) <> (b.file, b.place) AND ${related}
     WHERE a.hash = (SELECT hash FROM (${run})) ORDER BY ALL LIMIT 1`,
    named,
  );
  return found ? ` For example ${shown(found.placeA)} of ${shown(found.fileA)} and ${shown(found.placeB)} of ${shown(found.fileB)}.` : '';
}
