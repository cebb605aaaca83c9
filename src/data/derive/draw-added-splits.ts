import { z } from 'zod';
import type { SplitShares } from '../../domain/dataset-import.ts';
import { literal } from '../samples/sql.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';

/** The split of the earliest use among samples of equal content. */
const EARLIEST = `CASE min(CASE split WHEN 'TRAIN' THEN 0 WHEN 'VALIDATION' THEN 1 ELSE 2 END) WHEN 0 THEN 'TRAIN' WHEN 1 THEN 'VALIDATION' ELSE 'TEST' END`;

/**
 * Gives the rows of `added` their splits; those of `edited` keep theirs. A row equal in content to a sample of `edited` follows that
 * sample's split, whatever it names itself; one equal to another new row that names a split follows that. The others are drawn per class
 * as an import draws them, by rank of SHA-256(seed, hash), so equal rows stay together and the order does not matter; but shares of a
 * few rows are rounded up or down by chance (of the content), so that many small seals give the shares, too.
 * @returns how many follow a sample of `edited`
 */
export async function drawAddedSplits(database: WorkDatabase, { validation, test, seed }: SplitShares): Promise<number> {
  await database.run(`CREATE TABLE known AS SELECT hash, ${EARLIEST} AS split FROM edited WHERE hash IN (SELECT hash FROM added) GROUP BY hash`);
  const { followers } = await database.one('SELECT count(*) AS followers FROM added WHERE hash IN (SELECT hash FROM known)', z.object({ followers: wholeNumber }));
  await database.run('UPDATE added SET split = known.split FROM known WHERE added.hash = known.hash');
  await database.run(`CREATE TABLE named AS SELECT hash, ${EARLIEST} AS split FROM added WHERE split IS NOT NULL GROUP BY hash`);
  await database.run('UPDATE added SET split = named.split FROM named WHERE added.hash = named.hash AND added.split IS NULL');
  await database.run(`
    CREATE TABLE runs AS SELECT hash, CAST(sum(n) AS BIGINT) AS size, first(label ORDER BY n DESC, label NULLS FIRST) AS label, sha256(CAST(${literal(`split ${seed} `)} AS BLOB) || hash) AS rank
    FROM (SELECT hash, label, count(*) AS n FROM added WHERE split IS NULL GROUP BY hash, label) GROUP BY hash`);
  await database.run('CREATE TABLE room (label VARCHAR, test BIGINT, held BIGINT)');
  const classes = await database.all(
    `SELECT label, CAST(sum(size) AS BIGINT) AS total, min(rank) AS chance, bool_or(label IN (SELECT label FROM edited WHERE split = 'TRAIN' AND label IS NOT NULL)) AS trained FROM runs GROUP BY label`,
    z.object({ label: z.string().nullable(), total: wholeNumber, chance: z.string(), trained: z.boolean().nullable() }),
  );
  if (classes.length > 0) {
    const rooms = classes.map(({ label, total, chance, trained }) => {
      // A new class is to be learnt before it is measured.
      const most = trained === false ? total - 1 : total;
      const tests = Math.min(most, wanted(total, test, chance.slice(-8)));
      const held = Math.min(most, tests + wanted(total, validation, chance.slice(-16, -8)));
      return `(${label === null ? 'NULL' : literal(label)}, ${tests}, ${held})`;
    });
    await database.run(`INSERT INTO room VALUES ${rooms.join(', ')}`);
  }
  await database.run(`
    UPDATE added SET split = CASE WHEN last <= test THEN 'TEST' WHEN last <= held THEN 'VALIDATION' ELSE 'TRAIN' END
    FROM (SELECT hash, label, sum(size) OVER (PARTITION BY label ORDER BY rank) AS last FROM runs) AS ranked JOIN room ON ranked.label IS NOT DISTINCT FROM room.label
    WHERE added.hash = ranked.hash AND added.split IS NULL`);
  for (const table of ['known', 'named', 'runs', 'room']) await database.run(`DROP TABLE ${table}`);
  return followers;
}

/** `chance` is eight hexadecimal digits; its least ones do not depend on the rank's being the lowest. */
const wanted = (total: number, share: number, chance: string) => Math.floor(total * share + Number.parseInt(chance, 16) / 2 ** 32);
