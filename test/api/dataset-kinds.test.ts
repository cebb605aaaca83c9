import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { zipArchive } from '../support/archives.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const created = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string(), kind: z.string() }) }) });
const imported = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string(), path: z.array(z.string()) })) }) });
const bytes = (text: string) => new TextEncoder().encode(text);
const rows = (count: number, row: (index: number) => string) => bytes(Array.from({ length: count }, (_, index) => row(index)).join('\n'));

async function importAs(kind: string, format: string, files: Record<string, Uint8Array>, options: Record<string, unknown> = {}) {
  const { createDataset } = await app.data(created, 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id kind } } }', { input: { name: kind, kind } });
  expect(createDataset.dataset.kind).toBe(kind);
  const uploadIds: string[] = [];
  for (const [filename, content] of Object.entries(files)) uploadIds.push(await app.upload(filename, content));
  const input = { datasetId: createDataset.dataset.id, uploadIds, format, ...options };
  return (await app.data(imported, 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message path } } }', { input })).importDataset;
}

const content = `content {
  __typename ... on TextContent { text { longest } continuous } ... on TextPairContent { source { longest } target { longest } }
  ... on TabularContent { columns { name type } } ... on InteractionContent { users items } ... on ImageContent { height }
}`;

async function finished(id: string | undefined): Promise<unknown> {
  const query = `subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status failure splits { split count } classes { label count } ${content} } }`;
  const seen = await Array.fromAsync(follow(app, query, { id }));
  return z.object({ datasetVersionUpdated: z.unknown() }).parse(seen.at(-1)).datasetVersionUpdated;
}

describe('a dataset of each kind comes through the front door', () => {
  test.each<[string, string, Record<string, Uint8Array>, Record<string, unknown>, Record<string, unknown>]>([
    ['TEXT', 'CSV', { 'a.csv': rows(200, (index) => `text number ${index},${index % 2 === 0 ? 'even' : 'odd'}`) }, { header: false, columns: { features: ['column1'], label: 'column2' } }, { __typename: 'TextContent', continuous: false }],
    ['TEXT', 'TEXT_ARCHIVE', { 'a.zip': zipArchive(Array.from({ length: 120 }, (_, index) => ({ name: `${index % 2 === 0 ? 'a' : 'b'}/${index}.txt`, bytes: bytes(`text ${index}`) }))) }, {}, { __typename: 'TextContent' }],
    ['TEXT', 'TEXT_FILE', { 'book.txt': rows(2000, (index) => `Paragraph ${index}.\n`) }, {}, { __typename: 'TextContent', continuous: true }],
    ['TEXT_PAIR', 'PARALLEL_TEXT', { 'train.en': rows(120, (index) => `one ${index}`), 'train.de': rows(120, (index) => `eins ${index}`) }, { columns: { features: ['de'], target: 'en' } }, { __typename: 'TextPairContent', source: { longest: 8 }, target: { longest: 7 } }],
    ['TABULAR', 'JSONL', { 'a.jsonl': rows(150, (index) => JSON.stringify({ size: index, colour: 'red', label: index % 2 })) }, {}, { columns: [{ name: 'size', type: 'NUMBER' }, { name: 'colour', type: 'CATEGORY' }] }],
    ['INTERACTION', 'TSV', { 'u.data': rows(300, (index) => `${index % 20}\t${index % 7}\t${index % 5}\t${index}`) }, { columns: { user: 'column1', item: 'column2', value: 'column3', time: 'column4' } }, { users: 20, items: 7 }],
  ])('%s from %s', async (kind, format, files, options, expected) => {
    const { datasetVersion, userErrors } = await importAs(kind, format, files, options);
    expect(userErrors).toEqual([]);
    expect(await finished(datasetVersion?.id)).toMatchObject({ status: 'READY', failure: null, content: expected });
  });

  test('a column that is not there fails the version, naming those that are', async () => {
    const { datasetVersion } = await importAs('TABULAR', 'CSV', { 'a.csv': bytes('a,b\n1,2\n3,4\n') }, { columns: { label: 'c' } });
    expect(await finished(datasetVersion?.id)).toMatchObject({ status: 'FAILED', failure: 'columns.label names "c", which is no column. The files\' columns: "a", "b".', content: null });
  });

  test('a format that the kind has not is refused at once', async () => {
    const { datasetVersion, userErrors } = await importAs('INTERACTION', 'IDX', { 'a': bytes('x') });
    expect(datasetVersion).toBeNull();
    expect(userErrors).toEqual([{ message: 'A dataset of kind INTERACTION cannot be imported from IDX; CSV, TSV, JSONL, PARQUET would be right.', path: ['format'] }]);
  });
});
