import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noise } from '../data/support.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { appending, userErrors } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';

let app: Flywheel;
const { append, dataset, imported, sealed } = appending(() => app);
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const exportFields = 'id state progress failure fileName format spreadsheetSafe sizeBytes sha256 url expiresAt reimport';
const datasetExport = z.object({
  id: z.string(), state: z.string(), progress: z.number(), failure: z.string().nullable(), fileName: z.string(), format: z.string(), spreadsheetSafe: z.boolean(),
  sizeBytes: z.number().nullable(), sha256: z.string().nullable(), url: z.string().nullable(), expiresAt: z.string().nullable(), reimport: z.record(z.string(), z.unknown()).nullable(),
});
type Export = z.infer<typeof datasetExport>;
const mutation = `mutation ($input: ExportDatasetVersionInput!) { exportDatasetVersion(input: $input) { datasetExport { ${exportFields} } userErrors { code message path } } }`;

async function ask(datasetVersionId: string, format: string, options: Record<string, unknown> = {}) {
  const shape = z.object({ exportDatasetVersion: z.object({ datasetExport: datasetExport.nullable(), userErrors }) });
  return (await app.data(shape, mutation, { input: { datasetVersionId, format, ...options } })).exportDatasetVersion;
}

const read = async (id: string) => (await app.data(z.object({ node: datasetExport }), `query ($id: ID!) { node(id: $id) { ... on DatasetExport { ${exportFields} } } }`, { id })).node;
const updates = 'subscription ($id: ID!) { datasetExportUpdated(datasetExportId: $id) { state progress } }';

async function exported(datasetVersionId: string, format: string, options: Record<string, unknown> = {}): Promise<Export> {
  const asked = await ask(datasetVersionId, format, options);
  expect(asked.userErrors).toEqual([]);
  const id = asked.datasetExport?.id ?? '';
  await Array.fromAsync(follow(app, updates, { id }));
  return read(id);
}

async function fetched({ url }: Export) {
  const response = await fetch(url ?? '');
  expect(response.status).toBe(200);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** The file, imported again with nothing but what the export says. */
async function again(kind: string, file: Export) {
  const { format, ...options } = file.reimport ?? {};
  return imported(await dataset(kind), z.string().parse(format), file.fileName, (await fetched(file)).bytes, options);
}

async function sql(statement: string, values: readonly unknown[] = []): Promise<void> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  await client.query(statement, [...values]);
  await client.end();
}

const rows = Array.from({ length: 300 }, (_, index) => `=name ${index},${index / 3},${index % 10 === 0 ? '' : `0${index % 7}`},${index % 2 === 0 ? 'even' : '-odd'}`);
const table = Buffer.from(`name,size,zip,label\n${rows.join('\n')}\n`);

describe('a version of each kind is exported, fetched without a key, and imported to the same digest', () => {
  test('rows, as CSV that no spreadsheet runs', async () => {
    const version = await imported(await dataset('TABULAR'), 'CSV', 'table.csv', table, { columns: { label: 'label' } });
    const file = await exported(version.id, 'CSV');
    expect(file).toMatchObject({ state: 'SUCCEEDED', progress: 1, fileName: 'tabular-v1.csv', spreadsheetSafe: true, failure: null });
    const { headers, bytes } = await fetched(file);
    expect(headers.get('content-disposition')).toBe('attachment; filename="tabular-v1.csv"');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(bytes.byteLength).toBe(file.sizeBytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
    expect(bytes.toString()).toContain('"\'=name 5",1.6666666666666667,"05","\'-odd"');
    expect(await again('TABULAR', file)).toMatchObject({ digest: version.digest, splits: version.splits, classes: version.classes });
    const plain = await exported(version.id, 'CSV', { spreadsheetSafe: false });
    expect((await fetched(plain)).bytes.toString()).toContain('"=name 5",1.6666666666666667,"05","-odd"');
    expect(await again('TABULAR', plain)).toMatchObject({ digest: version.digest });
    expect(await again('TABULAR', await exported(version.id, 'PARQUET'))).toMatchObject({ digest: version.digest });
  });

  test('texts that an application appended', async () => {
    const id = await dataset('TEXT');
    await append(id, Array.from({ length: 150 }, (_, index) => ({ key: `k${index}`, text: `NA\r\n${index}`, label: index % 2 === 0 ? '=1' : 'b/c', subject: `p${index % 5}` })));
    const version = await sealed(id);
    expect(await again('TEXT', await exported(version.id, 'JSONL'))).toMatchObject({ digest: version.digest, splits: version.splits });
  });

  test('images', async () => {
    const pictures = await Promise.all(noise(120, 64, 'exports').map((pixels) => encoded({ height: 8, width: 8, channels: 1, pixels })));
    const version = await imported(await dataset('IMAGE'), 'IMAGE_ARCHIVE', 'a.zip', zipArchive(pictures.map((bytes, index) => ({ name: `${index % 2 === 0 ? 'a' : 'b'}/${index}.png`, bytes }))));
    expect(await again('IMAGE', await exported(version.id, 'IMAGE_ARCHIVE'))).toMatchObject({ digest: version.digest, splits: version.splits, classes: version.classes });
  });
});

describe('an export', () => {
  let version: { readonly id: string };
  beforeAll(async () => {
    version = await imported(await dataset('TABULAR'), 'CSV', 'table.csv', table, { columns: { label: 'label' } });
  });

  test('is made once, and listed with its version', async () => {
    const [first, second] = await Promise.all([ask(version.id, 'JSONL'), ask(version.id, 'JSONL')]);
    expect(second.datasetExport?.id).toBe(first.datasetExport?.id);
    const file = await exported(version.id, 'JSONL');
    const asked = await ask(version.id, 'JSONL');
    expect(asked.datasetExport).toMatchObject({ id: file.id, state: 'SUCCEEDED', sha256: file.sha256 });
    expect(Date.parse(asked.datasetExport?.expiresAt ?? '')).toBeGreaterThanOrEqual(Date.parse(file.expiresAt ?? ''));
    const shape = z.object({ node: z.object({ exportFormats: z.array(z.string()), exports: z.array(z.object({ id: z.string() })) }) });
    const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { exportFormats exports { id } } } }', { id: version.id });
    expect(node).toEqual({ exportFormats: ['CSV', 'JSONL', 'PARQUET'], exports: [{ id: file.id }] });
  });

  test('is taken away some time after it was asked for last, and made again on request', async () => {
    const file = await exported(version.id, 'PARQUET');
    const folder = join(app.storeFolder, 'exports', Buffer.from(file.id, 'base64').toString().split(':')[1] ?? '');
    await sql(`update dataset_export set expires_at = now() - interval '1 second' where format = 'PARQUET'`);
    expect(await read(file.id)).toMatchObject({ url: null });
    const client = new Client({ connectionString: app.databaseUrl });
    await client.connect();
    await client.query('listen flywheel_dataset_export');
    const told = once(client, 'notification');
    // A worker tidies up when it starts.
    await app.startWorker();
    await told;
    await client.end();
    expect((await read(file.id)).state).toBe('EXPIRED');
    expect(await readdir(folder).catch(() => [])).toEqual([]);
    const anew = await exported(version.id, 'PARQUET');
    expect(anew).toMatchObject({ id: file.id, state: 'SUCCEEDED', sha256: file.sha256 });
    await fetched(anew);
  });

  test('of another format, of an unread version, or of another project is refused', async () => {
    expect((await ask(version.id, 'IMAGE_ARCHIVE')).userErrors).toEqual([{ code: 'INVALID_INPUT', message: 'This dataset version cannot be exported as IMAGE_ARCHIVE; CSV, JSONL, PARQUET would be right.', path: ['format'] }]);
    expect((await ask(version.id, 'JSONL', { spreadsheetSafe: true })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['spreadsheetSafe'] }]);
    const failed = await imported(await dataset('TEXT'), 'CSV', 'a.csv', Buffer.from('a,b\n"'));
    expect((await ask(failed.id, 'CSV')).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['datasetVersionId'] }]);
    expect((await ask(Buffer.from('DatasetVersion:00000000-0000-7000-8000-000000000000').toString('base64'), 'CSV')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  test('needs the scope DATA, and is not seen from another project', async () => {
    const keys = z.object({ createApiKey: z.object({ secret: z.string() }) });
    const { createApiKey } = await app.data(keys, 'mutation { createApiKey(input: { name: "reader", scopes: [READ] }) { secret } }');
    const answer = await app.ask(mutation, { input: { datasetVersionId: version.id, format: 'CSV' } }, createApiKey.secret);
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const listed = await app.ask('query ($id: ID!) { node(id: $id) { ... on DatasetVersion { exports { id } } } }', { id: version.id }, createApiKey.secret);
    expect(listed.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
