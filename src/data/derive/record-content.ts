import { z } from 'zod';
import { RECORDS_FILE } from '../../domain/datasets/record-content.ts';
import type { DatasetKind, TableColumn } from '../../plugin/index.ts';
import { ImportFault } from '../import-fault.ts';
import { limits } from '../limits.ts';
import { identityOfContent } from '../samples/plan.ts';
import { storedNames } from '../samples/plan-tabular.ts';
import { literal, quoted } from '../samples/sql.ts';
import type { WorkDatabase } from '../samples/work-database.ts';
import { counted } from '../shown.ts';

export type TableKind = Exclude<DatasetKind, 'IMAGE'>;

/** What the samples of a version hold, for records to be brought to it. */
export interface ContentShape {
  readonly kind: TableKind;
  /** Names of the content columns as they are stored. */
  readonly content: readonly string[];
  /** Of TABULAR; as many as `content`. */
  readonly features: readonly TableColumn[];
}

const contentOf = { TEXT: ['text'], TEXT_PAIR: ['source', 'target'], INTERACTION: ['user', 'item', 'value', 'time'] } as const satisfies Record<Exclude<TableKind, 'TABULAR'>, readonly string[]>;

/** The shape of a first version: the columns of a table are those that any record names, by name; numbers where all values are. */
export async function shapeOfRecords(database: WorkDatabase, kind: TableKind): Promise<ContentShape> {
  if (kind !== 'TABULAR') return { kind, content: contentOf[kind], features: [] };
  const found = await database.all(
    `SELECT name, bool_and(json_type(features, '/' || replace(replace(name, '~', '~0'), '/', '~1')) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')) FILTER (features ->> ('/' || replace(replace(name, '~', '~0'), '/', '~1')) IS NOT NULL) AS number
     FROM (SELECT features, unnest(json_keys(features)) AS name FROM records) GROUP BY name ORDER BY name LIMIT ${limits.columns + 1}`,
    z.object({ name: z.string(), number: z.boolean().nullable() }),
  );
  if (found.length > limits.columns) throw new ImportFault(`The records name more than ${counted(limits.columns)} columns.`);
  return { kind, content: storedNames(found.map(({ name }) => name)), features: found.map(({ name, number }) => ({ name, type: number ? 'NUMBER' : 'CATEGORY' })) };
}

/** Makes the table `added` of the records that fit: the content, `label`, `split` (name or null), `subject`, `hash`, `file`, `row`, `entry`. */
export async function addContent(database: WorkDatabase, shape: ContentShape): Promise<void> {
  const content = shape.content.map((name, index) => `${valueOf(shape, name, index)} AS ${quoted(name)}`).join(', ');
  await database.run(
    `CREATE TABLE added AS SELECT *, unhex(sha256(${identityOfContent(shape)})) AS hash
     FROM (SELECT ${content}, label, split, subject, ${literal(RECORDS_FILE)} AS file, number AS "row", key AS entry FROM records WHERE ${fits(shape)})`,
  );
}

function valueOf({ kind, features }: ContentShape, name: string, index: number): string {
  const column = features[index];
  if (kind !== 'TABULAR' || column === undefined) return quoted(name);
  return column.type === 'NUMBER' ? `${asNumber(column.name)} + 0.0` : `nullif(${textOf(column.name)}, '')`;
}

/** Records that were appended before the version that they are added to was imported may have other columns. */
function fits({ kind, features }: ContentShape): string {
  if (kind !== 'TABULAR') return 'true';
  const known = features.map(({ name }) => literal(name)).join(', ');
  const numbers = features.filter(({ type }) => type === 'NUMBER').map(({ name }) => `AND (${textOf(name)} IS NULL OR coalesce(isfinite(${asNumber(name)}), false))`);
  return `list_has_all([${known}], json_keys(features)) ${numbers.join(' ')}`;
}

const textOf = (name: string) => `(features ->> ${literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)})`;
const asNumber = (name: string) => `TRY_CAST(${textOf(name)} AS DOUBLE)`;
