import { z } from 'zod';
import type { VersionChange } from '../../domain/version-change.ts';
import { redactPersonalData } from '../personal-data/redact.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural, shown } from '../shown.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { findPersonalNumbers, type NumberColumn, personalNumberColumns } from '../version/personal-numbers.ts';
import { textColumns } from '../version/text-columns.ts';

const AT_ONCE = 2048;
const byTheirNames = 'Users and items are who they are by their names, which are not redacted: give them others before you import them, or erase a person with eraseSubject.';

/**
 * REDACT_PERSONAL_DATA: in the samples that were found to hold any, what is found in texts is replaced by what it is, such as [e-mail]; in columns
 * of numbers that are cards or national ids, these become missing.
 *
 * @param concerned  in SQL, the samples that were found to hold any
 */
export async function redactSamples(version: OpenedVersion, concerned: string): Promise<VersionChange> {
  const { database, description } = version;
  const texts = textColumns(version);
  const numbers = await personalNumberColumns(version);
  await database.run('CREATE TABLE redacted_samples (sample_position BIGINT)');
  if (texts.length > 0) await redactTexts(version, texts, concerned);
  const inTexts = await countRedacted(version);
  const sentences = inTexts === 0 ? [] : [`Personal data in ${plural(inTexts, 'sample')} was replaced by what it is, such as [e-mail].`];
  for (const column of numbers) sentences.push(...(await redactNumbers(version, column)));
  const count = await countRedacted(version);
  await database.run('DROP TABLE redacted_samples');
  return { kind: 'REDACT_PERSONAL_DATA', count, message: count > 0 ? sentences.join(' ') : description.kind === 'INTERACTION' ? byTheirNames : 'No sample holds personal data that could be redacted.' };
}

async function countRedacted({ database }: OpenedVersion): Promise<number> {
  return (await database.one('SELECT count(DISTINCT sample_position) AS count FROM redacted_samples', z.object({ count: wholeNumber }))).count;
}

async function redactTexts({ database }: OpenedVersion, texts: readonly string[], concerned: string): Promise<void> {
  await database.run(`CREATE TABLE redacted (sample_position BIGINT${texts.map((_, index) => `, t${index} VARCHAR`).join('')})`);
  const row = z.object({ sample_position: wholeNumber }).catchall(z.string().nullable());
  const select = texts.map((name, index) => `${quoted(name)} AS t${index}`).join(', ');
  const appender = await database.append('redacted');
  let last = -1;
  for (let rows; (rows = await database.all(`SELECT sample_position, ${select} FROM edited WHERE sample_position > ${last} AND ${concerned} ORDER BY sample_position LIMIT ${AT_ONCE}`, row)).length > 0; ) {
    for (const found of rows) {
      last = found.sample_position;
      appender.appendBigInt(BigInt(last));
      texts.forEach((_, index) => {
        const text = found[`t${index}`];
        if (typeof text === 'string') appender.appendVarchar(redactPersonalData(text));
        else appender.appendNull();
      });
      appender.endRow();
    }
  }
  appender.flushSync();
  appender.closeSync();
  const differs = texts.map((name, index) => `edited.${quoted(name)} IS DISTINCT FROM redacted.t${index}`).join(' OR ');
  await database.run(`INSERT INTO redacted_samples SELECT sample_position FROM edited JOIN redacted USING (sample_position) WHERE ${differs}`);
  const set = texts.map((name, index) => `${quoted(name)} = redacted.t${index}`).join(', ');
  await database.run(`UPDATE edited SET ${set}, hash = NULL FROM redacted WHERE edited.sample_position = redacted.sample_position AND (${differs})`);
  await database.run('DROP TABLE redacted');
}

/** Also where another step filled in the median, which may be one of them. */
async function redactNumbers({ database }: OpenedVersion, column: NumberColumn): Promise<string[]> {
  await findPersonalNumbers(database, column, 'edited');
  const stored = quoted(column.stored);
  const { count } = await database.one(`SELECT count(*) AS count FROM edited WHERE ${stored} IN (SELECT value FROM personal_numbers)`, z.object({ count: wholeNumber }));
  await database.run(`INSERT INTO redacted_samples SELECT sample_position FROM edited WHERE ${stored} IN (SELECT value FROM personal_numbers)`);
  await database.run(`UPDATE edited SET ${stored} = NULL, hash = NULL WHERE ${stored} IN (SELECT value FROM personal_numbers)`);
  await database.run('DROP TABLE personal_numbers');
  return count === 0 ? [] : [`Numbers of "${shown(column.name)}" that are cards or national ids became missing, in ${plural(count, 'sample')}.`];
}
