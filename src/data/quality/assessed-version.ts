import { z } from 'zod';
import type { CleaningStep, FoundSample, QualityCheck } from '../../domain/quality-report.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { literal } from '../samples/sql.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { type CheckFinding, finding, type Severity } from './finding.ts';

/** How many samples a check looks at, at most, where looking at all would take too long; beyond, one in so many. */
export interface Sampling {
  readonly labelNoise: number;
}

/** What checks look at: an opened version, whose database has the table `flagged` for the samples that they find. */
export interface AssessedVersion extends OpenedVersion {
  readonly signal: AbortSignal;
  readonly sampling: Sampling;
}

/** Looks for one kind of fault in every sample. */
export type Check = (version: AssessedVersion) => Promise<readonly CheckFinding[]>;

/** Samples that a finding shows; all of them are kept. */
const EXAMPLES = 10;

/** Of the samples that checks find: which check, the sample, the one it is compared with, how strongly, in words, and which cleaning step a finding suggests for it. */
export const createFlagged = 'CREATE TABLE flagged ("check" VARCHAR, sample_position BIGINT, other BIGINT, score DOUBLE, detail VARCHAR, suggestion VARCHAR)';

/**
 * Keeps the samples that a check found, for examples, for the browser of samples and for cleaning. A sample is flagged once per check.
 *
 * @param query  gives `sample_position`, `other` (or null), `score` (higher is worse, or null) and `detail` (or null), by name
 * @returns how many
 */
export async function flag({ database }: Pick<AssessedVersion, 'database'>, check: QualityCheck, query: string): Promise<number> {
  await database.run(
    `INSERT INTO flagged BY NAME SELECT ${literal(check)} AS "check", * FROM (
       SELECT sample_position, first(other) AS other, max(score) AS score, first(detail) AS detail FROM (${query}) GROUP BY sample_position)
     WHERE sample_position NOT IN (SELECT sample_position FROM flagged WHERE "check" = ${literal(check)})`,
  );
  const { count } = await database.one(`SELECT count(*) AS count FROM flagged WHERE "check" = ${literal(check)}`, z.object({ count: wholeNumber }));
  return count;
}

/** The worst of the samples that were flagged. `where` narrows them, as `detail = 'near'` does. */
export function examplesOf({ database }: Pick<AssessedVersion, 'database'>, check: QualityCheck, where = 'true'): Promise<FoundSample[]> {
  return database
    .all(
      `SELECT sample_position AS position, other, detail FROM flagged WHERE "check" = ${literal(check)} AND (${where}) ORDER BY score DESC NULLS LAST, sample_position LIMIT ${EXAMPLES}`,
      z.object({ position: wholeNumber, other: wholeNumber.nullable(), detail: z.string().nullable() }),
    )
    .then((rows) => rows.map(({ position, other, detail }) => ({ position, ...(other !== null && { other }), ...(detail !== null && { detail }) })));
}

export interface FlaggedFinding {
  readonly check: QualityCheck;
  readonly severity: Severity;
  readonly count: number;
  readonly share: number;
  readonly message: string;
  /** Where not all samples were. */
  readonly lookedAt?: number | undefined;
  /** What would mend it. */
  readonly suggestion?: CleaningStep;
  /** Narrows the examples, and what the suggestion concerns. */
  readonly where?: string;
  /** Narrows what the suggestion concerns further. */
  readonly flags?: string;
}

/** A finding with examples of the samples that were flagged for its check. */
export async function flaggedFinding(version: Pick<AssessedVersion, 'database'>, { check, severity, count, message, where = 'true', flags = where, ...rest }: FlaggedFinding): Promise<CheckFinding> {
  return { ...finding(check, severity, count, message), ...rest, flags, examples: await examplesOf(version, check, where) };
}
