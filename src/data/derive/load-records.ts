import { limits } from '../limits.ts';
import { literal } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';

const columns = {
  number: 'BIGINT', key: 'VARCHAR', label: 'VARCHAR', split: 'VARCHAR', subject: 'VARCHAR',
  text: 'VARCHAR', source: 'VARCHAR', target: 'VARCHAR', user: 'VARCHAR', item: 'VARCHAR', value: 'DOUBLE', time: 'DOUBLE', features: 'JSON', image: 'VARCHAR',
};

/** Reads appended records into the table `records`; those without a feature have null there. */
export async function loadRecords(database: WorkDatabase, path: string): Promise<void> {
  const types = Object.entries(columns).map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ');
  await database.run(`CREATE TABLE records AS SELECT * FROM read_json(${literal(path)}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = ${limits.lineBytes})`);
}
