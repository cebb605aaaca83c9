import { z } from 'zod';
import { ImportFault } from '../import-fault.ts';
import { type DeriveOptions, deriveVersion } from '../derive/derive-version.ts';
import { wholeNumber, type WorkDatabase } from '../samples/work-database.ts';
import { conditionTables } from './conditions.ts';

/** Why there can be no version. */
export const nothingLeft = 'All samples to train on are of people who were erased from the project; nothing about them is stored again.';

/**
 * Writes a version anew without some of its samples; the others keep their splits, labels and origins (splits of interactions are drawn
 * anew, by time). Costs what a cleaned version does: all samples are read and written once.
 * @param condition  on rows with the columns of `samples`
 */
export function eraseSamples(options: Omit<DeriveOptions, 'reads'>, condition: (database: WorkDatabase) => Promise<string>) {
  return deriveVersion({ ...options, reads: [] }, async ({ database, description }, leftOut) => {
    const where = await condition(database);
    const { count } = await database.one(`SELECT count(*) AS count FROM edited WHERE ${where}`, z.object({ count: wholeNumber }));
    await database.run(`DELETE FROM edited WHERE ${where}`);
    const trains = description.kind === 'INTERACTION' ? 'true' : `coalesce(split, 'TRAIN') = 'TRAIN'`;
    if (!(await database.has(`SELECT 1 FROM edited WHERE ${trains}`))) throw new ImportFault(nothingLeft);
    for (const table of conditionTables) await database.run(`DROP TABLE IF EXISTS ${table}`);
    return { changes: [{ kind: 'ERASE', count, message: `${count} of the samples ${count === 1 ? 'is' : 'are'} of people who were erased from the project, and ${count === 1 ? 'was' : 'were'} left out.` }], leftOut };
  });
}
