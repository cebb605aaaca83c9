import { z } from 'zod';
import type { PreviewedClass, PreviewedSample } from '../../domain/import-preview.ts';
import { splitNames } from '../split-words.ts';
import type { Plan } from '../samples/plan.ts';
import type { Column, Rows } from '../samples/rows.ts';
import { quoted } from '../samples/sql.ts';
import { nameOf } from '../samples/values.ts';
import { type WorkDatabase, wholeNumber } from '../samples/work-database.ts';

const SAMPLES = 10;
const CLASSES = 50;
/** Characters of a value that are told: of all values of a sample together, and of one at least and at most. */
const CHARACTERS = { ofSample: 40_000, least: 20, most: 1000 } as const;
/** Columns that are asked for by one statement; DuckDB's plans grow with their square. */
const TOGETHER = 100;

/**
 * The first rows of the table `rows`, as the plan would take them; as they stand where there is no plan.
 * @param split  index of the split or null, in SQL
 */
export async function firstSamples(database: WorkDatabase, rows: Rows, plan: Plan | undefined, split: string): Promise<PreviewedSample[]> {
  // Archives have the texts of a class one after another; some of every class are told.
  const order = rows.packed ? 'row_number() OVER (PARTITION BY split, c1 ORDER BY file, row), file, row' : 'file, row';
  // By themselves, since each statement plans all columns that it could ask for: 1.3 s where they are 2,000.
  await database.run(`CREATE OR REPLACE TABLE first_rows AS SELECT * FROM ${plan?.from ?? 'rows'} ORDER BY ${order} LIMIT ${SAMPLES}`);
  const places = await database.all(
    `SELECT file, row, entry, (${split}) AS split, coalesce(${plan?.complete ?? 'true'}, false) AS complete, CAST(${plan?.label ?? 'NULL'} AS VARCHAR) AS label, CAST(${plan?.subject ?? 'NULL'} AS VARCHAR) AS subject
     FROM first_rows ORDER BY rowid`,
    z.object({ file: z.number(), row: wholeNumber, entry: z.string().nullable(), split: z.number().nullable(), complete: z.boolean(), label: z.string().nullable(), subject: z.string().nullable() }),
  );
  const values = places.map((): (string | null)[] => []);
  const most = Math.round(Math.min(CHARACTERS.most, Math.max(CHARACTERS.least, CHARACTERS.ofSample / rows.columns.length)));
  const contents = contentsOf(plan);
  for (let start = 0; start < rows.columns.length; start += TOGETHER) {
    const shown = rows.columns.slice(start, start + TOGETHER).map((column) => `${cut(`CAST(${contents.get(column) ?? nameOf(column)} AS VARCHAR)`, most)} AS ${quoted(column.id)}`);
    const part = await database.all(`SELECT ${shown.join(', ')} FROM first_rows ORDER BY rowid`, z.record(z.string(), z.string().nullable()));
    part.forEach((row, index) => values[index]?.push(...Object.values(row)));
  }
  return places.map(({ file, row, entry, split: index, complete, label, subject }, at) => ({
    file: rows.sources[file] ?? '', row, complete,
    entry: entry ?? undefined,
    label: label ?? undefined,
    split: index === null ? undefined : splitNames[index],
    subject: subject ?? undefined,
    values: values[at] ?? [],
    picture: undefined,
  }));
}

/** How often each class comes, the most frequent first. */
export async function countClasses(database: WorkDatabase, { from, label, complete, kind }: Plan): Promise<PreviewedClass[]> {
  if (label === 'NULL' || kind === 'INTERACTION') return [];
  const found = await database.all(
    `SELECT CAST(${label} AS VARCHAR) AS label, count(*) AS count FROM ${from} WHERE ${complete} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${CLASSES}`,
    z.object({ label: z.string().nullable(), count: wholeNumber }),
  );
  return found.map(({ label: name, count }) => ({ label: name === null ? undefined : cutShort(name), count }));
}

/** What each column's values become, in SQL: content stands in the order of its roles. */
function contentsOf(plan: Plan | undefined): ReadonlyMap<Column, string> {
  const contents = new Map<Column, string>();
  if (!plan) return contents;
  const features = plan.roles.filter(({ role }) => role === 'FEATURE');
  features.forEach(({ column }, index) => contents.set(column, plan.features[index]?.type === 'NUMBER' ? numberOf(plan.content[index]!.sql) : plan.content[index]!.sql));
  for (const { role, column } of plan.roles) {
    const content = plan.content.find(({ name }) => name === role.toLowerCase());
    if (features.length === 0 && content) contents.set(column, role === 'TIME' ? momentOf(content.sql) : role === 'VALUE' ? numberOf(content.sql) : content.sql);
  }
  return contents;
}

/** A double in its shortest form. */
const numberOf = (number: string) => `regexp_replace(CAST(${number} AS VARCHAR), '\\.0$', '')`;

/** Seconds since 1970 as ISO 8601 writes them, up to the year 9999; others as they are. */
const momentOf = (seconds: string) => `(CASE WHEN abs(${seconds}) < 253402300800 THEN strftime(make_timestamp(CAST(round((${seconds}) * 1000000) AS BIGINT)), '%Y-%m-%dT%H:%M:%SZ') ELSE CAST(${seconds} AS VARCHAR) END)`;

const cut = (text: string, most: number) => `(CASE WHEN length(${text}) > ${most} THEN left(${text}, ${most}) || '…' ELSE ${text} END)`;

const cutShort = (name: string) => (name.length > CHARACTERS.most ? `${name.slice(0, CHARACTERS.most)}…` : name);
