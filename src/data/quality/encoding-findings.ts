import { z } from 'zod';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, finding, percent } from './finding.ts';
import type { LeftOut } from './left-out.ts';

/** Places that go into one statement. */
const AT_ONCE = 5000;

/** CORRUPT_SAMPLES of guessed encodings. */
export async function encodingFindings(version: AssessedVersion, { repaired, doubtful }: Pick<LeftOut, 'repaired' | 'doubtful'>): Promise<CheckFinding[]> {
  return [...(await repairedFindings(version, repaired)), ...(await doubtfulFindings(version, doubtful))];
}

/**
 * What was written in another encoding than the rest, and read as Windows-1252. The samples are flagged with the
 * detail `encoding`. It is a WARNING: the letters are most likely right, but somebody should look.
 */
async function repairedFindings(version: AssessedVersion, repaired: LeftOut['repaired']): Promise<CheckFinding[]> {
  if (repaired === undefined) return [];
  const { places, example } = repaired;
  const found = await flagPlaces(version, places);
  // Of a text that is one whole, lines are no samples; else none is left once they were cleaned away.
  const count = places.length === 0 ? repaired.count : found;
  if (count === 0) return [];
  const total = await countWhere(version, 'true');
  const share = Math.min(1, count / total);
  const message = `${plural(count, places.length === 0 ? 'line' : 'sample')} (${percent(share)}) in another encoding than the rest of ${count === 1 ? 'its file was' : 'their files were'} read as Windows-1252; the first is ${example}. Look at some: letters beyond a to z may be wrong.`;
  return [await flaggedFinding(version, { check: 'CORRUPT_SAMPLES', severity: 'WARNING', count, share, message, where: "detail = 'encoding'" })];
}

/** Files that were read as Windows-1252 as a whole, whose letters speak against it. No sample is flagged: none is worse than another, and another import mends them all. */
async function doubtfulFindings(version: AssessedVersion, doubtful: LeftOut['doubtful']): Promise<CheckFinding[]> {
  if (doubtful === undefined) return [];
  const count = await countWhere(version, `file IN (${doubtful.files.map(literal).join(', ')})`);
  if (count === 0) return [];
  const share = count / (await countWhere(version, 'true'));
  const message = `${plural(count, 'sample')} (${percent(share)}) of files that are neither UTF-8 nor UTF-16 were read as Windows-1252, but letters beyond a to z stand there as hardly in any Western language: ${doubtful.example}. Most likely it is another encoding. Import the files again, and name it by the import's option encoding, as "windows-1251", "shift_jis" or "gb18030".`;
  return [{ ...finding('CORRUPT_SAMPLES', 'WARNING', count, message), share }];
}

async function countWhere({ database }: AssessedVersion, where: string): Promise<number> {
  return (await database.one(`SELECT count(*) AS count FROM samples WHERE ${where}`, z.object({ count: wholeNumber }))).count;
}

async function flagPlaces(version: AssessedVersion, places: NonNullable<LeftOut['repaired']>['places']): Promise<number> {
  const { database } = version;
  await database.run('CREATE TABLE repaired (file VARCHAR, row BIGINT)');
  for (let start = 0; start < places.length; start += AT_ONCE) {
    await database.run(`INSERT INTO repaired VALUES ${places.slice(start, start + AT_ONCE).map(({ file, row }) => `(${literal(file)}, ${row})`).join(', ')}`);
  }
  const count = await flag(version, 'CORRUPT_SAMPLES', "SELECT sample_position, NULL AS other, 1.0 AS score, 'encoding' AS detail FROM samples SEMI JOIN repaired USING (file, row)");
  await database.run('DROP TABLE repaired');
  return count;
}
