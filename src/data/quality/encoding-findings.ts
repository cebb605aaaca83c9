import { z } from 'zod';
import type { QualityFinding } from '../../domain/quality-report.ts';
import type { ImportedVersion } from '../import-options.ts';
import { literal } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import { type AssessedVersion, examplesOf, flag } from './assessed-version.ts';

/** Places that go into one statement. */
const AT_ONCE = 5000;

/**
 * CORRUPT_SAMPLES: what was written in another encoding than the rest, and read as Windows-1252. The samples are flagged with the
 * detail `encoding`. It is a WARNING: the letters are most likely right, but somebody should look.
 */
export async function encodingFindings(version: AssessedVersion, { repaired }: Pick<ImportedVersion, 'repaired'>): Promise<QualityFinding[]> {
  if (repaired === undefined) return [];
  const { count, places, example } = repaired;
  await version.database.run('CREATE TABLE repaired (file VARCHAR, row BIGINT)');
  for (let start = 0; start < places.length; start += AT_ONCE) {
    await version.database.run(`INSERT INTO repaired VALUES ${places.slice(start, start + AT_ONCE).map(({ file, row }) => `(${literal(file)}, ${row})`).join(', ')}`);
  }
  await flag(version, 'CORRUPT_SAMPLES', "SELECT sample_position, NULL AS other, 1.0 AS score, 'encoding' AS detail FROM samples SEMI JOIN repaired USING (file, row)");
  await version.database.run('DROP TABLE repaired');
  const { total } = await version.database.one('SELECT count(*) AS total FROM samples', z.object({ total: wholeNumber }));
  const message = `${plural(count, 'line')} in another encoding than the rest of ${count === 1 ? 'its file was' : 'their files were'} read as Windows-1252; the first is ${example}. Look at some: letters beyond a to z may be wrong.`;
  return [{ check: 'CORRUPT_SAMPLES', severity: 'WARNING', count, message, share: Math.min(1, count / total), examples: await examplesOf(version, 'CORRUPT_SAMPLES', "detail = 'encoding'") }];
}
