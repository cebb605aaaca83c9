import type { SplitShares } from '../../domain/dataset-import.ts';
import { literal } from './sql.ts';
import type { WorkDatabase } from './work-database.ts';

/**
 * Makes the view `placed` of `samples`: TEST and VALIDATION are drawn from TRAIN, or from all samples where they have no
 * split. The draw is that of `drawSplits`, in SQL: within a class, runs of equal content are ranked by SHA-256(seed, hash);
 * the first go to TEST, the next to VALIDATION. A run that does not fit any more stays in TRAIN.
 */
export async function drawSplitsByHash(database: WorkDatabase, { validation, test, seed }: SplitShares): Promise<void> {
  if (validation === 0 && test === 0) {
    await database.run('CREATE VIEW placed AS SELECT * REPLACE (CAST(coalesce(split, 0) AS UTINYINT) AS split) FROM samples');
    return;
  }
  // A run counts for the label that most of its samples have, the lowest among equals.
  await database.run(`
    CREATE TABLE runs AS
    SELECT hash, CAST(sum(n) AS BIGINT) AS size, max_by(class, n * 100000 - class) AS class, sha256(CAST(${literal(`split ${seed} `)} AS BLOB) || hash) AS rank
    FROM (SELECT hash, class_index AS class, count(*) AS n FROM samples WHERE coalesce(split, 0) = 0 GROUP BY hash, class_index) GROUP BY hash`);
  await database.run(`
    CREATE TABLE draws AS
    WITH totals AS (SELECT class, sum(size) AS total FROM runs GROUP BY class),
      wanted AS (SELECT class, total, ${wanted(test)} AS test, ${wanted(validation)} AS validation FROM totals),
      tests AS (SELECT class, total, least(test, total - 1) AS test, validation FROM wanted),
      room AS (SELECT class, test, test + least(validation, total - 1 - test) AS held FROM tests),
      ranked AS (SELECT hash, class, size, sum(size) OVER (PARTITION BY class ORDER BY rank, hash) AS last FROM runs)
    SELECT hash, CASE WHEN last <= test THEN 2 WHEN last <= held THEN 1 END AS drawn
    FROM ranked JOIN room USING (class) WHERE last <= held`);
  await database.run(`
    CREATE VIEW placed AS
    SELECT samples.* REPLACE (CAST(CASE WHEN coalesce(samples.split, 0) = 0 THEN coalesce(draws.drawn, 0) ELSE samples.split END AS UTINYINT) AS split)
    FROM samples LEFT JOIN draws ON samples.hash = draws.hash`);
  await database.run('DROP TABLE runs');
}

/** Rounded; but one sample at least of a class that has three, so that small classes are measured too. */
const wanted = (share: number) => (share === 0 ? '0' : `greatest(floor(total * ${share} + 0.5), CASE WHEN total >= 3 THEN 1 ELSE 0 END)`);
