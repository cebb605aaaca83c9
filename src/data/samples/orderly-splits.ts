import type { SplitShares } from '../../domain/dataset-import.ts';
import type { WorkDatabase } from './work-database.ts';

/** Makes the view `placed` of `samples`: TEST is each user's last interaction, VALIDATION the last but one; users of fewer than three stay in TRAIN. */
export async function splitByTime(database: WorkDatabase): Promise<void> {
  await database.run(`
    CREATE VIEW placed AS
    SELECT * EXCLUDE (behind, own) REPLACE (CAST(CASE WHEN own < 3 THEN 0 WHEN behind = 1 THEN 2 WHEN behind = 2 THEN 1 ELSE 0 END AS UTINYINT) AS split)
    FROM (
      SELECT *, row_number() OVER (PARTITION BY "user" ORDER BY time DESC NULLS LAST, file DESC, row DESC) AS behind, count(*) OVER (PARTITION BY "user") AS own
      FROM samples)`);
}

/** Makes the view `placed` of `samples`: of the text that has no other split, the first part is TRAIN, then come VALIDATION and TEST, by characters. */
export async function splitByPosition(database: WorkDatabase, { validation, test }: SplitShares): Promise<void> {
  await database.run(`
    CREATE VIEW placed AS
    SELECT * EXCLUDE (pooled, before, total)
      REPLACE (CAST(CASE WHEN NOT pooled THEN split WHEN before < total * ${1 - validation - test} THEN 0 WHEN before < total * ${1 - test} THEN 1 ELSE 2 END AS UTINYINT) AS split)
    FROM (
      SELECT *, sum(length(text)) OVER (PARTITION BY pooled ORDER BY file, row) - length(text) AS before, sum(length(text)) OVER (PARTITION BY pooled) AS total
      FROM (SELECT *, coalesce(split, 0) = 0 AS pooled FROM samples))`);
}
