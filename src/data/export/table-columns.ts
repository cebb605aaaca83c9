import { z } from 'zod';
import type { ExportFormat, Reimport } from '../../domain/dataset-export.ts';
import type { ColumnRoles } from '../../domain/dataset-import.ts';
import type { DatasetDescription } from '../../plugin/index.ts';
import { quoted } from '../samples/sql.ts';
import type { OpenedVersion } from '../version/open-version.ts';

/** A column of an exported table. */
export interface ExportedColumn {
  readonly name: string;
  /** Over the view `samples`. */
  readonly sql: string;
  readonly type: 'NUMBER' | 'TEXT';
}

export interface ExportedTable {
  readonly columns: readonly ExportedColumn[];
  readonly reimport: Reimport;
}

type TableDescription = Exclude<DatasetDescription, { kind: 'IMAGE' }>;

/** The columns of a version's table, and how they are to be named to an import. What no sample has (labels, subjects) is no column. */
export async function exportedTable({ database, content }: OpenedVersion, description: TableDescription, format: ExportFormat): Promise<ExportedTable> {
  const { kind } = description;
  const own = kind === 'INTERACTION' ? 'subject IS DISTINCT FROM "user"' : 'subject IS NOT NULL';
  const has = await database.one(`SELECT bool_or(label IS NOT NULL) AS label, bool_or(${own}) AS subject FROM samples`, z.object({ label: z.boolean(), subject: z.boolean() }));
  const { columns, roles } = contentColumns(description, content);
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const add = (name: 'label' | 'split' | 'subject') => {
    let free: string = name;
    for (let number = 1; taken.has(free.toLowerCase()); number += 1) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    columns.push({ name: free, sql: name, type: 'TEXT' });
    return free;
  };
  if (has.label) roles.label = add('label');
  const split = add('split');
  if (kind !== 'INTERACTION') roles.split = split;
  if (has.subject) roles.subject = add('subject');
  return {
    columns,
    reimport: {
      format, ...(format === 'CSV' && { header: true as const }), columns: roles,
      ...(kind === 'TABULAR' && { missingValues: [] }), ...(kind === 'TEXT' && description.continuous === true && { continuous: true as const }),
      split: { validation: 0, test: 0, seed: 0 },
    },
  };
}

type Roles = { -readonly [Role in keyof ColumnRoles]: ColumnRoles[Role] };

function contentColumns(description: TableDescription, content: readonly string[]): { columns: ExportedColumn[]; roles: Roles } {
  const texts = content.map((name): ExportedColumn => ({ name, sql: quoted(name), type: 'TEXT' }));
  switch (description.kind) {
    case 'TEXT':
      return { columns: texts, roles: { features: ['text'] } };
    case 'TEXT_PAIR':
      return { columns: texts, roles: { features: ['source'], target: 'target' } };
    case 'INTERACTION':
      return {
        columns: [...texts.slice(0, 2), { name: 'value', sql: 'value', type: 'NUMBER' }, { name: 'time', sql: writtenTime, type: 'NUMBER' }],
        roles: { user: 'user', item: 'item', value: 'value', time: 'time' },
      };
    case 'TABULAR': {
      const features = description.columns;
      const named = (type: 'NUMBER' | 'CATEGORY') => features.filter((feature) => feature.type === type).map(({ name }) => name);
      return {
        columns: features.map(({ name, type }, index) => ({ name, sql: quoted(content[index] ?? name), type: type === 'NUMBER' ? 'NUMBER' : 'TEXT' })),
        roles: { features: features.map(({ name }) => name), categories: named('CATEGORY'), numbers: named('NUMBER') },
      };
    }
  }
}

/** An import takes numbers over 10¹¹ for milliseconds. Of 1000 times the seconds and its neighbours, one gives the same seconds again. */
const thousandfold = ['time * 1000', `nextafter(time * 1000, CAST('inf' AS DOUBLE))`, `nextafter(time * 1000, CAST('-inf' AS DOUBLE))`];
const writtenTime = `CASE WHEN abs(time) > 1e11 THEN CASE ${thousandfold.map((ms) => `WHEN ${ms} / 1000 = time THEN ${ms}`).join(' ')} ELSE time * 1000 END ELSE time END`;
