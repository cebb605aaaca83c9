import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text, textOf, userErrors } from '../support/appending.ts';
import { evaluate, readEvaluation } from '../support/evaluate.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { generateGuess, trainGuess } from '../support/guess-model.ts';
import { importDigits } from '../support/trained-model.ts';
import { train } from '../support/train.ts';
import { trainWords } from '../support/words-model.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: { FLYWHEEL_CONFIG: fileURLToPath(new URL('../support/plugins/privacy.config.ts', import.meta.url)) } });
});
afterAll(() => app.stop());
const { append, dataset, imported, finished, open, samples, sealed } = appending(() => app);
const { give, giveBatch } = giving(() => app);

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

const shown = async (id: string) =>
  (await app.data(z.object({ node: z.object({ samples: z.object({ edges: z.array(z.unknown()) }) }) }), 'query ($id: ID!, $subject: String) { node(id: $id) { ... on DatasetVersion { samples(first: 50, filter: { subject: $subject }) { edges { cursor } } } } }', { id, subject: person })).node.samples.edges.length;

/** Tables and files that hold a text. */
async function placesOf(needle: string): Promise<string[]> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(`select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const places: string[] = [];
  for (const { name } of tables.rows) {
    const found = await client.query(`select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`, [needle]);
    if (found.rowCount) places.push(name);
  }
  await client.end();
  for (const entry of await readdir(app.storeFolder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(path)).includes(needle)) places.push(path);
  }
  return places;
}

const person = 'anna.planted@example.org';
const theirs = (index: number) => ({ key: `own-${index}`, text: `planted sentence ${index} of hers`, label: 'card', subject: person });

test('all that is held on a person is exported, counted, erased for good, and told of the models that were trained with it; others keep theirs', async () => {
  const id = await dataset('TEXT');
  const file = jsonl([...range(0, 300).map(text), ...range(0, 12).map(theirs)].map(({ key: _key, ...rest }) => rest));
  const first = await imported(id, 'JSONL', 'letters.jsonl', file, { columns: { label: 'label', subject: 'subject' } });
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

  // What was looked at is open still while it is erased.
  expect(await shown(first.id)).toBe(12);
  const dry = await erase(person, { dryRun: true });
  const counts = { samples: 15, generations: 1, feedback: 2 };
  expect(dry).toMatchObject({ userErrors: [], erasure: { dryRun: true, state: 'SUCCEEDED', ...counts, datasetVersions: [{ id: first.id, sampleCount: 312 }, { id: second.id, sampleCount: 315 }], modelVersions: [{ id: old, containsErasedData: false }] } });
  // In the file of the export, too, which the erasure takes away.
  expect(await placesOf('planted comment')).toEqual(['public.feedback', expect.stringMatching(/subject-exports.*subject\.json$/)]);

  const done = await erase(person);
  expect(done).toMatchObject({ userErrors: [], erasure: { dryRun: false, state: 'SUCCEEDED', progress: 1, failure: null, actor: 'Root key', ...counts } });
  expect(done.erasure?.datasetVersions).toMatchObject([{ id: first.id, number: 1, status: 'READY', sampleCount: 300, changes: [{ kind: 'ERASE', count: 12 }] }, { id: second.id, number: 2, status: 'READY', sampleCount: 301, changes: [{ kind: 'ADD' }, { kind: 'ERASE', count: 14 }] }]);
  expect(done.erasure?.modelVersions).toEqual([{ id: old, containsErasedData: true }]);
  expect([await contains(old), await contains(other)]).toEqual([true, false]);

  // The same as if they had never been there.
  const without = await imported(await dataset('TEXT'), 'JSONL', 'without.jsonl', jsonl(range(0, 300).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' }, split: { validation: 0, test: 0 } });
  expect((await samples(first)).map(({ hash }) => hash).sort()).toEqual((await samples(without)).map(({ hash }) => hash).sort());
  expect(await open(id)).toMatchObject({ recordCount: 1 });

  expect(await shown(first.id)).toBe(0);
  for (const needle of [person, Buffer.from(person).toString('base64').slice(0, 20), 'planted', 'own-']) expect(await placesOf(needle)).toEqual([]);
  expect(await placesOf('person-1')).toContain('public.generation');
  expect(await exported(person)).toEqual({ subject: person, createdAt: expect.any(String), datasetVersions: [] });

  // Whoever trains again has a model without them.
  expect(await contains(await model(first.id))).toBe(false);

  // Nor do they come again.
  const refused = [{ code: 'INVALID_STATE', path: ['subject'] }];
  expect(await append(id, [text(950), theirs(40)])).toMatchObject({ accepted: 0, userErrors: [{ code: 'INVALID_STATE', path: ['records', '1', 'subject'] }] });
  expect(await app.data(made, generate, { input: { modelVersionId: words, prompt: { words: {} }, subject: person } })).toMatchObject({ generate: { generation: null, userErrors: refused } });
  expect(await app.ask(feedback, { input: { generationId: others, rating: 'NEGATIVE', subject: person } })).toMatchObject({ data: { giveFeedback: { feedback: null, userErrors: refused } } });
  const uploadId = await app.upload('again.jsonl', file);
  const shape = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), userErrors }) });
  const importing = (datasetId: string) => app.data(shape, 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { code message path } } }', { input: { datasetId, uploadIds: [uploadId], format: 'JSONL', columns: { label: 'label', subject: 'subject' } } });
  const third = await finished((await importing(id)).importDataset.datasetVersion?.id ?? '');
  expect(third).toMatchObject({ status: 'READY', sampleCount: 300, changes: [{ kind: 'ERASE', count: 12 }] });
  expect(await placesOf('planted sentence')).toEqual([]);
  expect(await importing(id)).toMatchObject({ importDataset: { datasetVersion: null, userErrors: [{ code: 'INVALID_STATE', path: ['uploadIds'] }] } });
  // Somebody who is nowhere, and keys that may not ask.
  expect(await erase('nobody')).toMatchObject({ erasure: { state: 'SUCCEEDED', samples: 0, generations: 0, feedback: 0, datasetVersions: [], modelVersions: [] } });
  expect(await erase('  ')).toMatchObject({ erasure: null, userErrors: [{ code: 'INVALID_INPUT', path: ['subject'] }] });
}, 180_000);

test('a worker that is killed again and again while it erases: another goes on, each version is written anew once, and nothing is lost of others', async () => {
  const who = 'killed@example.org';
  const ids: string[] = [];
  for (const index of range(0, 3)) {
    const rows = [...range(0, 100).map((at) => text(1000 + index * 100 + at)), ...range(0, 5).map((at) => ({ ...theirs(at), text: `of the killed ${index} ${at}`, subject: who }))];
    ids.push((await imported(await dataset('TEXT'), 'JSONL', 'rows.jsonl', jsonl(rows.map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } })).id);
  }
  const asked = await erase(who, { waitSeconds: 0 });
  expect(asked.erasure?.state).toBe('QUEUED');
  const query = 'subscription ($id: ID!) { erasureUpdated(erasureId: $id) { state progress } }';
  const updated = z.object({ erasureUpdated: z.object({ state: z.string(), progress: z.number() }) });
  let [last, seen] = [{ state: '', progress: 0 }, 0];
  for await (const item of follow(app, query, { id: asked.erasure?.id ?? '' })) {
    last = updated.parse(item).erasureUpdated;
    // Once when it was counted, once when the first version was written.
    if (last.state === 'RUNNING' && last.progress > seen && seen < 0.4) {
      seen = last.progress;
      app.workers.at(-1)?.kill('SIGKILL');
      await app.startWorker();
    }
  }
  expect(seen).toBeGreaterThan(0);
  expect(last).toEqual({ state: 'SUCCEEDED', progress: 1 });
  const { node } = await app.data(z.object({ node: erasure }), `query ($id: ID!) { node(id: $id) { ... on Erasure { ${erasureFields} } } }`, { id: asked.erasure?.id });
  expect(node).toMatchObject({ samples: 15, datasetVersions: ids.map((id) => ({ id, sampleCount: 100, changes: [{ kind: 'ERASE', count: 5 }] })) });
  for (const id of ids) expect(await samples({ id })).toHaveLength(100);
  expect(await placesOf(who)).toEqual([]);
}, 180_000);

test('rows of a table, what evaluations found of them, and models that were trained on from one that had seen them', async () => {
  const who = 'table@example.org';
  const row = (index: number, subject: string) => ({ size: index * 1.5, town: index % 2 === 0 ? 'Bonn' : 'Cork', group: index % 3 === 0 ? 'a' : 'b', person: subject, split: ['test', 'validation', 'train'][Math.min(index % 5, 2)] });
  const columns = { label: 'group', subject: 'person', split: 'split', features: ['size', 'town'] };
  const id = await dataset('TABULAR');
  const others = range(0, 100).map((index) => row(index, `row ${index}`));
  const clean = await imported(id, 'JSONL', 'clean.jsonl', jsonl(others), { columns });
  const held = await imported(id, 'JSONL', 'held.jsonl', jsonl([...others, ...range(0, 10).map((index) => row(index + 200, who))]), { columns });
  expect(held).toMatchObject({ status: 'READY', sampleCount: 110 });
  const trained = (datasetVersionId: string, options = {}) => train(app, datasetVersionId, { warmtally: { epochs: 1, batchSize: 500 } }, options);
  const { modelVersionId: seen } = await trained(held.id);
  const { modelVersionId: onwards } = await trained(clean.id, { initialModelVersionId: seen });
  const { modelVersionId: fresh } = await trained(clean.id);
  const measured = await evaluate(app, { modelVersionId: seen, datasetVersionId: held.id, split: 'TEST' });
  expect(measured).toMatchObject({ state: 'SUCCEEDED', sampleCount: 22 });
  const own = Buffer.from(measured.id, 'base64').toString().split(':')[1] ?? '';

  const done = await erase(who);
  expect(done).toMatchObject({ erasure: { state: 'SUCCEEDED', samples: 10, datasetVersions: [{ id: held.id, status: 'READY', sampleCount: 100, digest: clean.digest, changes: [{ kind: 'ERASE', count: 10 }] }] } });
  expect(done.erasure?.modelVersions).toEqual([seen, onwards].map((one) => ({ id: one, containsErasedData: true })));
  expect([await contains(onwards), await contains(fresh)]).toEqual([true, false]);
  expect(await readEvaluation(app, measured.id)).toMatchObject({ state: 'FAILED', failure: expect.stringContaining('written anew'), sampleCount: null });
  expect(await readdir(app.storeFolder, { recursive: true })).not.toContain(join('evaluations', own));
  expect(await evaluate(app, { modelVersionId: seen, datasetVersionId: held.id, split: 'TEST' })).toMatchObject({ id: measured.id, state: 'SUCCEEDED', sampleCount: 20 });
  expect(await placesOf(who)).toEqual([]);
}, 180_000);

test('samples made of what somebody said of others go, and their votes; what others said is weighed anew without them', async () => {
  const who = 'critic@example.org';
  const datasetId = await dataset('TEXT');
  const first = await imported(datasetId, 'JSONL', 'asked.jsonl', jsonl(range(5000, 5100).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  const { modelId, modelVersionId } = await trainGuess(app, first.id);
  const ask = (index: number) => generateGuess(app, modelVersionId, { text: textOf(index) }, `asker ${index}`);
  const [theirs, outvoted, others] = [await ask(6001), await ask(6002), await ask(6003)];
  await giveBatch([{ generationId: theirs, correction: { label: 'money' }, subject: who }, { generationId: others, correction: { label: 'money' }, subject: 'ann' }]);
  const created = z.object({ createDatasetVersionFromFeedback: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), addedSamples: z.number().nullable() }) });
  const create = async () => (await app.data(created, 'mutation ($input: CreateDatasetVersionFromFeedbackInput!) { createDatasetVersionFromFeedback(input: $input) { datasetVersion { id } addedSamples userErrors { code message } } }', { input: { datasetId, modelId } })).createDatasetVersionFromFeedback;
  const second = await finished((await create()).datasetVersion?.id ?? '');
  expect(second).toMatchObject({ status: 'READY', sampleCount: 102 });
  await giveBatch([...['ann', 'ben', 'cem'].map((subject) => ({ generationId: outvoted, rating: 'POSITIVE', subject })), { generationId: outvoted, correction: { label: 'planted-class' }, subject: who }]);
  const third = await finished((await create()).datasetVersion?.id ?? '');
  expect(third).toMatchObject({ status: 'READY', sampleCount: 103 });
  expect(await placesOf('planted-class')).toEqual(expect.arrayContaining(['public.consensus_label', 'public.counted_feedback', 'public.feedback']));

  expect(await erase(who)).toMatchObject({ erasure: { state: 'SUCCEEDED', samples: 1, generations: 0, feedback: 2, datasetVersions: [{ id: second.id, sampleCount: 101 }, { id: third.id, sampleCount: 102 }] } });
  expect((await samples(third)).flatMap(({ file, subject }) => (file === 'asked.jsonl' ? [] : subject)).sort()).toEqual(['asker 6002', 'asker 6003']);
  for (const needle of [who, 'planted-class']) expect(await placesOf(needle)).toEqual([]);
  const votes = z.object({ node: z.object({ consensusLabels: z.object({ edges: z.array(z.object({ node: z.object({ label: z.string(), answers: z.number() }) })) }) }) });
  await give({ generationId: theirs, rating: 'POSITIVE', subject: 'ben' });
  expect((await create()).addedSamples).toBe(1);
  const { node } = await app.data(votes, 'query ($id: ID!) { node(id: $id) { ... on Model { consensusLabels(first: 10) { edges { node { label answers } } } } } }', { id: modelId });
  expect(node.consensusLabels.edges.map((edge) => `${edge.node.label} ${edge.node.answers}`).sort()).toEqual(['card 1', 'card 3', 'money 1']);

  // One item is refused, and the others are stored.
  const batch = await giveBatch([{ generationId: others, rating: 'NEGATIVE', subject: who }, { generationId: others, rating: 'NEGATIVE', subject: 'cem' }]);
  expect(batch).toMatchObject({ stored: 1, results: [{ feedback: null, userErrors: [{ code: 'INVALID_STATE', path: ['items', '0', 'subject'] }] }, { userErrors: [] }] });
  const claiming = 'mutation ($input: ClaimReviewTaskInput!) { claimReviewTask(input: $input) { review { id } userErrors { code path } } }';
  expect(await app.ask(claiming, { input: { modelId, reviewer: who } })).toMatchObject({ data: { claimReviewTask: { review: null, userErrors: [{ code: 'INVALID_STATE', path: ['reviewer'] }] } } });
}, 180_000);

test('white space around a name hides nobody, in records and in files', async () => {
  const who = 'spaced@example.org';
  const view = (index: number, user: string) => ({ user, item: `item ${index % 7}`, time: new Date(1.7e12 + index * 60_000).toISOString() });
  const id = await dataset('INTERACTION');
  const first = await imported(id, 'JSONL', 'views.jsonl', jsonl([...range(0, 100).map((index) => view(index, `other ${index % 9}`)), view(200, `${who}\n`), view(201, `\t${who} `)]));
  const record = { key: 'spaced', ...view(300, `\u2003${who} `) };
  await append(id, [record]);
  const second = await sealed(id);
  await append(id, [{ ...record, key: 'again' }, { key: 'another', ...view(301, 'other 1') }]);
  expect(await append(id, [{ ...record, key: 'again', user: who }])).toMatchObject({ accepted: 0, repeated: 1, userErrors: [] });
  expect(await erase(who)).toMatchObject({ erasure: { state: 'SUCCEEDED', samples: 4, datasetVersions: [{ id: first.id, sampleCount: 100 }, { id: second.id, sampleCount: 100 }] } });
  expect(await open(id)).toMatchObject({ recordCount: 1 });
  expect(await placesOf(who)).toEqual([]);
  expect(await append(id, [record])).toMatchObject({ accepted: 0, userErrors: [{ code: 'INVALID_STATE', path: ['records', '0', 'subject'] }] });
}, 60_000);
