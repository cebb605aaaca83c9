import { z } from 'zod';
import type { VersionChange } from '../../domain/version-change.ts';
import { redactPersonalData } from '../personal-data/redact.ts';
import { quoted } from '../samples/sql.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { plural } from '../shown.ts';
import type { OpenedVersion } from '../version/open-version.ts';
import { textColumns } from '../version/text-columns.ts';

const AT_ONCE = 2048;
const byTheirNames = 'Users and items are who they are by their names, which are not redacted: give them others before you import them, or erase a person with eraseSubject.';

/**
 * REDACT_PERSONAL_DATA: what is found is replaced by what it is, such as [e-mail].
 *
 * @param concerned  in SQL, the samples that were found to hold any
 */
export async function redactSamples(version: OpenedVersion, concerned: string): Promise<VersionChange> {
  const { database, description } = version;
  const texts = textColumns(version);
  const empty: VersionChange = { kind: 'REDACT_PERSONAL_DATA', count: 0, message: description.kind === 'INTERACTION' ? byTheirNames : 'No text holds personal data that could be redacted.' };
  if (texts.length === 0) return empty;
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
  const { count } = await database.one(`SELECT count(*) AS count FROM edited JOIN redacted USING (sample_position) WHERE ${differs}`, z.object({ count: wholeNumber }));
  const set = texts.map((name, index) => `${quoted(name)} = redacted.t${index}`).join(', ');
  await database.run(`UPDATE edited SET ${set}, hash = NULL FROM redacted WHERE edited.sample_position = redacted.sample_position AND (${differs})`);
  await database.run('DROP TABLE redacted');
  return { ...empty, count, message: `Personal data in ${plural(count, 'sample')} was replaced by what it is, such as [e-mail].` };
}
