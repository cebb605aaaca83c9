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
  await makeRuns(database);
  await database.run(`
    CREATE TABLE room AS
    WITH totals AS (SELECT class, sum(size) AS total, count(*) AS runs FROM runs GROUP BY class),
      wanted AS (SELECT class, total, runs, ${wanted(test)} AS test, ${wanted(validation)} AS validation FROM totals),
      tests AS (SELECT class, total, runs, least(test, total - 1) AS test, validation FROM wanted)
    SELECT class, test, test + least(validation, total - 1 - test) AS held, (test + validation) / total AS share, runs FROM tests`);
  await makeCandidates(database, seed);
  await database.run(`
    CREATE TABLE draws AS
    WITH ranked AS (SELECT hash, class, sum(size) OVER (PARTITION BY class ORDER BY rank, hash) AS last FROM candidates)
    SELECT hash, CASE WHEN last <= test THEN 2 WHEN last <= held THEN 1 END AS drawn
    FROM ranked JOIN room USING (class) WHERE last <= held`);
  await database.run(`
    CREATE VIEW placed AS
    SELECT samples.* REPLACE (CAST(CASE WHEN coalesce(samples.split, 0) = 0 THEN coalesce(draws.drawn, 0) ELSE samples.split END AS UTINYINT) AS split)
    FROM samples LEFT JOIN draws ON samples.hash = draws.hash`);
  for (const table of ['runs', 'room', 'candidates']) await database.run(`DROP TABLE ${table}`);
}

/** Makes the table `runs` of samples that are equal: `hash`, `size`, `class`. A run counts for the label that most of its samples have, the lowest among equals. */
async function makeRuns(database: WorkDatabase): Promise<void> {
  const open = 'FROM samples WHERE coalesce(split, 0) = 0';
  await database.run(`CREATE TABLE runs AS SELECT hash, count(*) AS size, min(class_index) AS class, min(class_index) <> max(class_index) AS mixed ${open} GROUP BY hash`);
  if (!(await database.has('SELECT 1 FROM runs WHERE mixed'))) return;
  await database.run(`
    UPDATE runs SET class = most.class FROM (
      SELECT hash, max_by(class, n * 100000 - class) AS class
      FROM (SELECT hash, class_index AS class, count(*) AS n ${open} AND hash IN (SELECT hash FROM runs WHERE mixed) GROUP BY hash, class_index) GROUP BY hash) AS most
    WHERE mixed AND runs.hash = most.hash`);
}

/**
 * Makes the table `candidates` of the runs whose ranks may be among the first of their class: SHA-256 is spread evenly, so where it is below the
 * share that is wanted and a margin of eight standard deviations. Sorting them alone takes a third of the time. Where so few do
 * not fill what is wanted, all are.
 */
async function makeCandidates(database: WorkDatabase, seed: number): Promise<void> {
  const rank = `sha256(CAST(${literal(`split ${seed} `)} AS BLOB) || hash)`;
  const bound = 'share + 8 * sqrt(share / runs) + 100 / runs';
  const below = `CASE WHEN ${bound} >= 1 THEN true ELSE rank < printf('%08x', CAST(least(1, ${bound}) * 4294967295 AS BIGINT)) END`;
  await database.run(`CREATE TABLE candidates AS SELECT hash, class, size, rank FROM (SELECT hash, class, size, ${rank} AS rank FROM runs) JOIN room USING (class) WHERE ${below}`);
  const filled = 'SELECT class FROM candidates GROUP BY class HAVING sum(size) >= (SELECT held FROM room WHERE room.class = candidates.class)';
  if (!(await database.has(`SELECT class FROM room WHERE held > 0 AND class NOT IN (${filled})`))) return;
  await database.run(`CREATE OR REPLACE TABLE candidates AS SELECT hash, class, size, ${rank} AS rank FROM runs`);
}

/** Rounded; but one sample at least of a class that has three, so that small classes are measured too. */
const wanted = (share: number) => (share === 0 ? '0' : `greatest(floor(total * ${share} + 0.5), CASE WHEN total >= 3 THEN 1 ELSE 0 END)`);
