import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';

const project = z.object({ createProject: z.object({ project: z.object({ id: z.string(), name: z.string() }), secret: z.string() }) });
const createProject = 'mutation ($name: String!) { createProject(input: { name: $name }) { project { id name } secret userErrors { code message path } } }';
const createKey = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id scopes } secret userErrors { code message } } }';
const key = z.object({ createApiKey: z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() }) });
const createDataset = 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id name } userErrors { code message path } } }';
const dataset = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string(), name: z.string() }) }) });

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel();
});
afterAll(() => app.stop());

describe('keys', () => {
  test('nothing is read without a key, and a wrong one is refused', async () => {
    const none = await app.ask('{ datasets { edges { cursor } } }', {}, null);
    expect(none.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const wrong = await app.ask('{ datasets { edges { cursor } } }', {}, 'fw_wrong');
    expect(wrong.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    expect(wrong.data).toBeUndefined();
  });

  test('a root key makes projects; a key of a project does not', async () => {
    const { createProject: made } = await app.data(project, createProject, { name: 'Shop' });
    expect(made.project.name).toBe('Shop');
    const refused = await app.ask(createProject, { name: 'Another' }, made.secret);
    expect(refused.data).toMatchObject({ createProject: { project: null, secret: null, userErrors: [{ code: 'FORBIDDEN' }] } });
  });

  test('a key does what its scopes allow and no more', async () => {
    const { createApiKey: made } = await app.data(key, createKey, { input: { name: 'Browser', scopes: ['GENERATE', 'FEEDBACK'] } });
    const list = await app.ask('{ datasets { edges { cursor } } }', {}, made.secret);
    expect(list.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const write = await app.ask(createDataset, { input: { name: 'x', kind: 'IMAGE' } }, made.secret);
    expect(write.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  test('a revoked key ends at once, and the key in use cannot revoke itself', async () => {
    const { createApiKey: made } = await app.data(key, createKey, { input: { name: 'Short', scopes: ['ADMIN'] } });
    const revoke = 'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { apiKey { revokedAt } userErrors { code } } }';
    const itself = await app.ask(revoke, { id: made.apiKey.id }, made.secret);
    expect(itself.data).toMatchObject({ revokeApiKey: { userErrors: [{ code: 'CONFLICT' }] } });
    await app.ask(revoke, { id: made.apiKey.id });
    const after = await app.ask('{ viewer { scopes } }', {}, made.secret);
    expect(after.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  test('a stream of a revoked key ends within seconds; one of another key goes on', async () => {
    const keys = await Promise.all(['Goes', 'Stays'].map(async (name) => (await app.data(key, createKey, { input: { name, scopes: ['READ'] } })).createApiKey));
    const [goes, stays] = keys.map(({ secret }) => follow(app, 'subscription { contributorMessages(subject: "somebody") { cursor } }', {}, secret));
    const revoke = (at: number) => app.ask('mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { userErrors { code } } }', { id: keys[at]?.apiKey.id });
    // The first item says that the stream has caught up.
    await Promise.all([goes?.next(), stays?.next()]);
    const [ended, other] = [goes?.next(), stays?.next()];
    await revoke(0);
    const told = [{ extensions: { code: 'UNAUTHENTICATED' } }];
    await expect(ended).rejects.toMatchObject(told);
    expect(await Promise.race([other, 'nothing yet'])).toBe('nothing yet');
    await revoke(1);
    await expect(other).rejects.toMatchObject(told);
  });
});

describe('tenancy', () => {
  test("an id of another project is answered like one that does not exist", async () => {
    const { createProject: other } = await app.data(project, createProject, { name: 'Other' });
    const { createDataset: mine } = await app.data(dataset, createDataset, { input: { name: 'Mine', kind: 'IMAGE' } });
    const node = await app.ask('query ($id: ID!) { node(id: $id) { id } }', { id: mine.dataset.id }, other.secret);
    expect(node).toEqual({ data: { node: null } });
    const importing = 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { code message path } } }';
    const input = { datasetId: mine.dataset.id, uploadIds: [mine.dataset.id], format: 'IDX' };
    const foreign = await app.ask(importing, { input }, other.secret);
    const absent = await app.ask(importing, { input: { ...input, datasetId: 'RGF0YXNldDowMDAwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA=' } }, other.secret);
    expect(foreign).toEqual(absent);
    expect(foreign.data).toMatchObject({ importDataset: { userErrors: [{ code: 'NOT_FOUND', path: ['datasetId'] }] } });
  });
});

describe('idempotency', () => {
  test('the same key and input gives the same object, also at the same time; another input is refused', async () => {
    const input = { name: 'Once', kind: 'IMAGE', idempotencyKey: 'a' };
    const made = await Promise.all(Array.from({ length: 20 }, () => app.data(dataset, createDataset, { input })));
    expect(new Set(made.map((answer) => answer.createDataset.dataset.id)).size).toBe(1);
    const other = await app.ask(createDataset, { input: { ...input, name: 'Twice' } });
    expect(other.data).toMatchObject({ createDataset: { dataset: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] } });
  });
});

describe('lists', () => {
  test('pages go forward and backward over the same order', async () => {
    const { createProject: made } = await app.data(project, createProject, { name: 'Pages' });
    for (let number = 0; number < 7; number += 1) await app.ask(createDataset, { input: { name: `d${number}`, kind: 'IMAGE' } }, made.secret);
    const page = z.object({ datasets: z.object({ edges: z.array(z.object({ node: z.object({ name: z.string() }) })), pageInfo: z.object({ hasNextPage: z.boolean(), hasPreviousPage: z.boolean(), startCursor: z.string().nullable(), endCursor: z.string().nullable() }) }) });
    const query = 'query ($first: Int, $after: String, $last: Int, $before: String) { datasets(first: $first, after: $after, last: $last, before: $before) { edges { node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }';
    const names = (answer: z.infer<typeof page>) => answer.datasets.edges.map(({ node }) => node.name);
    const first = await app.data(page, query, { first: 3 }, made.secret);
    expect(names(first)).toEqual(['d6', 'd5', 'd4']);
    const second = await app.data(page, query, { first: 3, after: first.datasets.pageInfo.endCursor }, made.secret);
    expect(names(second)).toEqual(['d3', 'd2', 'd1']);
    const back = await app.data(page, query, { last: 2, before: second.datasets.pageInfo.startCursor }, made.secret);
    expect(names(back)).toEqual(['d5', 'd4']);
    const tooMany = await app.ask(query, { first: 101 }, made.secret);
    expect(tooMany.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});
