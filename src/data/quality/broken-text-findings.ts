import { z } from 'zod';
import { literal, quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { counted, plural } from '../shown.ts';
import { textColumns } from '../version/text-columns.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, percent, severityOf } from './finding.ts';
import { nearThresholds } from './near-thresholds.ts';

/** What the bytes 80 to BF of UTF-8 look like to a reader of Windows-1252. */
const SECOND = '[\\x{80}-\\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';

/**
 * Signs of a text that went through the wrong encoding, or lost characters on its way, as regular expressions of RE2:
 *
 * - characters that stand for one that could not be read (U+FFFD);
 * - control characters, which no text has, but for tabs and the ends of lines and pages;
 * - UTF-8 that was read as Windows-1252: `â€™` and its like anywhere, `Ã¼` and its like beside a small letter, since names in capitals
 *   (`IRMÃ»`) may end so.
 */
const signs: readonly (readonly [what: string, pattern: string])[] = [
  ['characters that could not be read', '\\x{FFFD}'],
  ['control characters', '[\\x00-\\x08\\x0B\\x0E-\\x1F\\x7F\\x{80}-\\x{84}\\x{86}-\\x{9F}]'],
  ['UTF-8 read in another encoding', `â€${SECOND}|\\p{Ll}[ÃÂ]${SECOND}|[ÃÂ]${SECOND}\\p{Ll}`],
];

/** CORRUPT_SAMPLES: texts with broken characters; the samples are flagged with a detail that begins with `broken`. One pass over the texts. */
export async function brokenTextFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const columns = textColumns(version);
  if (columns.length === 0) return [];
  const { counts } = version.description;
  const has = (pattern: string) => columns.map((column) => `regexp_matches(${quoted(column)}, ${literal(pattern)})`).join(' OR ');
  await version.database.run(`CREATE TABLE broken AS SELECT sample_position, ${columns.map(quoted).join(', ')} FROM samples WHERE ${has(signs.map(([, pattern]) => pattern).join('|'))}`);
  for (const [what, pattern] of signs) {
    await flag(version, 'CORRUPT_SAMPLES', `SELECT sample_position, NULL::BIGINT AS other, 1.0 AS score, ${literal(`broken: ${what}`)} AS detail FROM broken WHERE ${has(pattern)}`);
  }
  await version.database.run('DROP TABLE broken');
  const where = "detail LIKE 'broken%'";
  const found = await version.database.all(`SELECT detail, count(*) AS count FROM flagged WHERE "check" = 'CORRUPT_SAMPLES' AND ${where} GROUP BY detail ORDER BY count DESC, detail`, z.object({ detail: z.string(), count: wholeNumber }));
  const count = found.reduce((sum, one) => sum + one.count, 0);
  const share = count / (counts.TRAIN + counts.VALIDATION + counts.TEST);
  const severity = count === 0 ? undefined : severityOf(share, nearThresholds.brokenTextShare);
  if (severity === undefined) return [];
  const kinds = found.map((one) => `${one.detail.replace('broken: ', '')} in ${counted(one.count)}`).join(', ');
  const message = `${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'holds' : 'hold'} broken text: ${kinds}.`;
  return [await flaggedFinding(version, { check: 'CORRUPT_SAMPLES', severity, count, share, message, suggestion: 'DROP_CORRUPT', where })];
}
