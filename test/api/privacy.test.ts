import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text, userErrors } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importDigits } from '../support/trained-model.ts';
import { train } from '../support/train.ts';
import { trainWords } from '../support/words-model.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: { FLYWHEEL_CONFIG: fileURLToPath(new URL('../support/plugins/privacy.config.ts', import.meta.url)) } });
});
afterAll(() => app.stop());
const { append, dataset, imported, open, samples, sealed } = appending(() => app);

const erasureFields = 'id dryRun state progress failure samples generations feedback datasetVersions { id number status digest sampleCount changes { kind count } } modelVersions { id containsErasedData } actor finishedAt';
const erasure = z.object({
  id: z.string(), dryRun: z.boolean(), state: z.string(), progress: z.number(), failure: z.string().nullable(), samples: z.number(), generations: z.number(), feedback: z.number(),
  datasetVersions: z.array(z.object({ id: z.string(), number: z.number(), status: z.string(), digest: z.string().nullable(), sampleCount: z.number().nullable(), changes: z.array(z.object({ kind: z.string(), count: z.number() })) })),
  modelVersions: z.array(z.object({ id: z.string(), containsErasedData: z.boolean() })), actor: z.string(), finishedAt: z.string().nullable(),
});
const erase = async (subject: string, options: Record<string, unknown> = {}) =>
  (await app.data(z.object({ eraseSubject: z.object({ erasure: erasure.nullable(), userErrors }) }), `mutation ($input: EraseSubjectInput!) { eraseSubject(input: $input) { erasure { ${erasureFields} } userErrors { code message path } } }`, { input: { subject, waitSeconds: 60, ...options } })).eraseSubject;
const exported = async (subject: string): Promise<Record<string, unknown[]>> => {
  const shape = z.object({ exportSubject: z.object({ url: z.string().nullable(), userErrors }) });
  const { exportSubject } = await app.data(shape, 'mutation ($input: ExportSubjectInput!) { exportSubject(input: $input) { url userErrors { code message path } } }', { input: { subject, waitSeconds: 60 } });
  const response = await fetch(exportSubject.url ?? '');
  return (await response.json()) as Record<string, unknown[]>;
};
const contains = async (id: string) => (await app.data(z.object({ node: z.object({ containsErasedData: z.boolean() }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { containsErasedData } } }', { id })).node.containsErasedData;
const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } userErrors { code path } } }';
const feedback = 'mutation ($input: GiveFeedbackInput!) { giveFeedback(input: $input) { feedback { id } userErrors { code path } } }';
const made = z.object({ generate: z.object({ generation: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ code: z.string(), path: z.array(z.string()).nullable() })) }) });

const model = async (datasetVersionId: string) => (await train(app, datasetVersionId, { tally: { epochs: 1, batchSize: 500 } })).modelVersionId;
async function generated(modelVersionId: string, words: Record<string, unknown>, subject: string): Promise<string> {
  const { generation, userErrors: faults } = (await app.data(made, generate, { input: { modelVersionId, prompt: { words }, subject, waitSeconds: 60 } })).generate;
  expect(faults).toEqual([]);
  return generation?.id ?? '';
}

/** Everything that is stored: the rows of all tables, and the bytes of all files. */
async function stored(): Promise<string> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(`select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const parts: string[] = [];
  for (const { name } of tables.rows) parts.push(JSON.stringify((await client.query(`select t::text as row from ${name} t`)).rows));
  await client.end();
  for (const entry of await readdir(app.storeFolder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) parts.push((await readFile(join(entry.parentPath, entry.name))).toString('latin1'));
  }
  return parts.join('\n');
}

const person = 'anna.planted@example.org';
const theirs = (index: number) => ({ key: `own-${index}`, text: `planted sentence ${index} of hers`, label: 'card', subject: person });

test('all that is held on a person is exported, counted, erased for good, and told of the models that were trained with it; others keep theirs', async () => {
  const id = await dataset('TEXT');
  const file = jsonl([...range(0, 300).map(text), ...range(0, 12).map(theirs)].map(({ key: _key, ...rest }) => rest));
  const first = await imported(id, 'JSONL', 'planted-letters.jsonl', file, { columns: { label: 'label', subject: 'subject' } });
  expect(first).toMatchObject({ status: 'READY', sampleCount: 312 });
  await append(id, [theirs(20), theirs(21), text(900)]);
  const second = await sealed(id);
  expect(second.sampleCount).toBe(315);
  await append(id, [theirs(30), text(901)]);
  const clean = await imported(await dataset('TEXT'), 'JSONL', 'others.jsonl', jsonl(range(0, 200).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  const [old, other] = [await model(first.id), await model(clean.id)];
  const { modelVersionId: words } = await trainWords(app, await importDigits(app));

  const one = await generated(words, { make: 'ECHO', text: 'planted prompt' }, person);
  const others = await generated(words, { make: 'ECHO', text: 'another prompt' }, 'person-1');
  for (const input of [{ generationId: one, rating: 'POSITIVE', comment: 'planted comment', subject: person }, { generationId: others, rating: 'NEGATIVE', subject: person }, { generationId: others, rating: 'NEGATIVE', subject: 'person-1' }]) {
    expect(await app.ask(feedback, { input })).toMatchObject({ data: { giveFeedback: { userErrors: [] } } });
  }

  const archive = await exported(person);
  expect(archive).toMatchObject({ subject: person, datasetVersions: [{ number: 1 }, { number: 2 }] });
  expect(z.array(z.object({ samples: z.array(z.unknown()) })).parse(archive['datasetVersions']).map((version) => version.samples.length)).toEqual([12, 14]);
  expect([archive['records']?.length, archive['generations']?.length, archive['feedback']?.length]).toEqual([3, 1, 2]);
  expect(JSON.stringify(archive)).toContain('planted sentence 11 of hers');
  expect(JSON.stringify(archive)).not.toContain('person-1');

  const dry = await erase(person, { dryRun: true });
  const counts = { samples: 15, generations: 1, feedback: 2 };
  expect(dry).toMatchObject({ userErrors: [], erasure: { dryRun: true, state: 'SUCCEEDED', ...counts, datasetVersions: [{ id: first.id, sampleCount: 312 }, { id: second.id, sampleCount: 315 }], modelVersions: [{ id: old, containsErasedData: false }] } });
  expect(await stored()).toContain('planted comment');

  const done = await erase(person);
  expect(done).toMatchObject({ userErrors: [], erasure: { dryRun: false, state: 'SUCCEEDED', progress: 1, failure: null, actor: 'Root key', ...counts } });
  expect(done.erasure?.datasetVersions).toMatchObject([{ id: first.id, number: 1, status: 'READY', sampleCount: 300, changes: [{ kind: 'ERASE', count: 12 }] }, { id: second.id, number: 2, status: 'READY', sampleCount: 301, changes: [{ kind: 'ADD' }, { kind: 'ERASE', count: 14 }] }]);
  expect(done.erasure?.modelVersions).toEqual([{ id: old, containsErasedData: true }]);
  expect([await contains(old), await contains(other)]).toEqual([true, false]);

  // The same as if they had never been there.
  const without = await imported(await dataset('TEXT'), 'JSONL', 'without.jsonl', jsonl(range(0, 300).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' }, split: { validation: 0, test: 0 } });
  expect((await samples(first)).map(({ hash }) => hash).sort()).toEqual((await samples(without)).map(({ hash }) => hash).sort());
  expect(await open(id)).toMatchObject({ recordCount: 1 });

  const everything = await stored();
  for (const needle of [person, Buffer.from(person).toString('base64').slice(0, 20), 'planted', 'own-']) expect(everything).not.toContain(needle);
  expect(everything).toContain('person-1');
  expect(await exported(person)).toEqual({ subject: person, createdAt: expect.any(String), datasetVersions: [] });

  // Whoever trains again has a model without them.
  expect(await contains(await model(first.id))).toBe(false);
}, 300_000);
