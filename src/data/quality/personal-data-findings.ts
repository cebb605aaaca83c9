import { z } from 'zod';
import { findPersonalData, type PersonalDataKind, personalDataKinds } from '../personal-data/find.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { counted, plural, shown } from '../shown.ts';
import { findPersonalNumbers, type NumberColumn, personalNumberColumns } from '../version/personal-numbers.ts';
import { textColumns } from '../version/text-columns.ts';
import { type AssessedVersion, flag, flaggedFinding } from './assessed-version.ts';
import { type CheckFinding, percent, severityOf } from './finding.ts';
import { nearThresholds } from './near-thresholds.ts';
import { placeIn } from './sampled.ts';

/** Columns that a message names. */
const MOST_NAMED = 5;

const onlyNames = "detail = 'name'";

/**
 * PERSONAL_DATA in texts, categories, users and items, and in columns of numbers that are full of it: of each kind, in how many samples. What is a name by the words around alone is told by
 * itself, since most such names are of public or invented persons. Each different text is read once, 35 MB of them a second.
 */
export async function personalDataFindings(version: AssessedVersion): Promise<CheckFinding[]> {
  const { database, description: { kind } } = version;
  const columns = kind === 'INTERACTION' ? ['user', 'item'] : textColumns(version);
  const numbers = await personalNumberColumns(version);
  if (columns.length + numbers.length === 0) return [];
  await database.run('CREATE TABLE personal (sample_position BIGINT, kind VARCHAR)');
  for (const column of columns) await (kind === 'TEXT' || kind === 'TEXT_PAIR' ? inEach(version, column) : inDifferent(version, column));
  for (const column of numbers) await inNumbers(version, column);
  await flag(version, 'PERSONAL_DATA', `
    SELECT sample_position, NULL::BIGINT AS other, (count(*) FILTER (kind <> 'name'))::DOUBLE AS score, string_agg(kind, ', ' ORDER BY ${placeIn('kind', personalDataKinds)}) AS detail
    FROM (SELECT DISTINCT * FROM personal) GROUP BY sample_position`);
  const findings = [...(await ofKinds(version, numbers)), ...(await ofNames(version))];
  await database.run('DROP TABLE personal');
  return findings;
}

/** Texts are seldom equal: each is looked at where it is. */
async function inEach({ database }: AssessedVersion, column: string): Promise<void> {
  const appender = await database.append('personal');
  for await (const chunk of database.stream(`SELECT sample_position, ${quoted(column)} FROM samples WHERE ${quoted(column)} IS NOT NULL`)) {
    const [positions, texts] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    for (const [index, text] of texts.entries()) {
      for (const kind of kindsIn(String(text))) {
        appender.appendBigInt(BigInt(Number(positions[index])));
        appender.appendVarchar(kind);
        appender.endRow();
      }
    }
  }
  appender.flushSync();
  appender.closeSync();
}

/** Categories come again and again. */
async function inDifferent({ database }: AssessedVersion, column: string): Promise<void> {
  await database.run('CREATE TABLE personal_values (value VARCHAR, kind VARCHAR)');
  let found = false;
  const appender = await database.append('personal_values');
  for await (const chunk of database.stream(`SELECT DISTINCT ${quoted(column)} FROM samples WHERE ${quoted(column)} IS NOT NULL`)) {
    for (const value of chunk.getColumnValues(0)) {
      for (const kind of kindsIn(String(value))) {
        found = true;
        appender.appendVarchar(String(value));
        appender.appendVarchar(kind);
        appender.endRow();
      }
    }
  }
  appender.flushSync();
  appender.closeSync();
  if (found) await database.run(`INSERT INTO personal SELECT sample_position, found.kind FROM samples JOIN personal_values found ON found.value = samples.${quoted(column)}`);
  await database.run('DROP TABLE personal_values');
}

async function inNumbers({ database }: AssessedVersion, column: NumberColumn): Promise<void> {
  await findPersonalNumbers(database, column, 'samples');
  await database.run(`INSERT INTO personal SELECT sample_position, found.kind FROM samples JOIN personal_numbers found ON found.value = samples.${quoted(column.stored)}`);
  await database.run('DROP TABLE personal_numbers');
}

const kindsIn = (text: string): Set<PersonalDataKind> => new Set(findPersonalData(text).map(({ kind }) => kind));

async function ofKinds(version: AssessedVersion, numbers: readonly NumberColumn[]): Promise<CheckFinding[]> {
  const { count, share } = await flagged(version, `NOT ${onlyNames}`);
  const severity = count === 0 ? undefined : severityOf(share, nearThresholds.personalShare);
  if (severity === undefined) return [];
  const found = await version.database.all(`SELECT kind, count(DISTINCT sample_position) AS count FROM personal WHERE kind <> 'name' GROUP BY kind ORDER BY count DESC, kind`, z.object({ kind: z.string(), count: wholeNumber }));
  const kinds = found.map((one) => `${one.kind} in ${counted(one.count)}`).join(', ');
  const advice = version.description.kind === 'INTERACTION' ? ' Cleaning cannot redact users and items, who are who they are by these names: give them others before you import them, or erase a person with eraseSubject.' : ` Redact it, unless you may keep it.${adviceOn(numbers)}`;
  const message = `${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'holds' : 'hold'} personal data: ${kinds}.${advice}`;
  return [await flaggedFinding(version, { check: 'PERSONAL_DATA', severity, count, share, message, where: `NOT ${onlyNames}`, ...suggestion(version) })];
}

function adviceOn(numbers: readonly NumberColumn[]): string {
  if (numbers.length === 0) return '';
  const names = numbers.slice(0, MOST_NAMED).map(({ name }) => `"${shown(name)}"`).join(', ') + (numbers.length > MOST_NAMED ? ', …' : '');
  return ` Such numbers in ${names} become missing by that; an import that names other columns by columns.features leaves ${numbers.length === 1 ? 'it' : 'them'} out.`;
}

async function ofNames(version: AssessedVersion): Promise<CheckFinding[]> {
  const { count, share } = await flagged(version, onlyNames);
  const severity = count === 0 ? undefined : severityOf(share, nearThresholds.nameShare);
  if (severity === undefined) return [];
  const message = `${plural(count, 'sample')} (${percent(share)}) ${count === 1 ? 'names' : 'name'} a person, by the words around (Mr, Dear, my name is); nothing else that is personal was found there. They may be public or invented persons.`;
  return [await flaggedFinding(version, { check: 'PERSONAL_DATA', severity, count, share, message, where: onlyNames })];
}

const suggestion = ({ description: { kind } }: AssessedVersion) => (kind === 'INTERACTION' ? {} : { suggestion: 'REDACT_PERSONAL_DATA' as const });

async function flagged({ database, description: { counts } }: AssessedVersion, where: string): Promise<{ count: number; share: number }> {
  const { count } = await database.one(`SELECT count(*) AS count FROM flagged WHERE "check" = 'PERSONAL_DATA' AND ${where}`, z.object({ count: wholeNumber }));
  return { count, share: count / (counts.TRAIN + counts.VALIDATION + counts.TEST) };
}
