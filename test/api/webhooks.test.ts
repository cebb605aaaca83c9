import { once } from 'node:events';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text } from '../support/appending.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { train } from '../support/train.ts';
import { canary, isSigned, Receiver } from '../support/webhook-receiver.ts';
import { webhooking } from '../support/webhooks.ts';
import { wheeling, wheelEnvironment } from '../support/wheel.ts';

let app: Flywheel;
let address: string;
const receiver = new Receiver();
const names = new URL('../support/rebinding-names.mjs', import.meta.url).href;
beforeAll(async () => {
  address = await receiver.listen();
  app = await startFlywheel({ workers: 1, environment: { ...wheelEnvironment, FLYWHEEL_WEBHOOK_NETWORKS: '127.0.0.1/32', NODE_OPTIONS: `--import ${names}` } });
});
afterAll(async () => {
  await app.stop();
  receiver.close();
});
const { create, update, rotate, test: sendTest, redeliver, remove, read, newest, deliveries } = webhooking(() => app);
const { dataset, imported } = appending(() => app);
const { key: keyOf } = giving(() => app);
const { setPolicy, turn, until, use } = wheeling(() => app);

/** A webhook to a path of the receiver. */
async function hook(path: string, input: Readonly<Record<string, unknown>> = {}): Promise<{ id: string; secret: string }> {
  const { webhook, secret, userErrors } = await create({ url: `${address}${path}`, ...input });
  if (!webhook || !secret) throw new Error(JSON.stringify(userErrors));
  return { id: webhook.id, secret };
}

async function sql(query: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(query, [...values]);
  await client.end();
  return rows;
}

/** A model and two versions of it. */
let [modelId, first, second] = ['', '', ''];
const setProduction = (modelVersionId: string) => app.ask('mutation ($input: SetModelAliasInput!) { setModelAlias(input: $input) { userErrors { message } } }', { input: { modelId, alias: 'production', modelVersionId } });

test('what happens in a project is told once, signed, with ids that the API knows', async () => {
  const { id, secret } = await hook('/all', { events: ['DATASET_VERSION', 'TRAINING_RUN', 'MODEL_ALIAS', 'FLYWHEEL_CYCLE'] });
  const datasetId = await dataset('TEXT');
  const version = await imported(datasetId, 'JSONL', 'texts.jsonl', jsonl(range(0, 90).map(text)), { columns: { label: 'label' } });
  first = (await train(app, version.id, { bayes: {} })).modelVersionId;
  const { node } = await app.data(z.object({ node: z.object({ model: z.object({ id: z.string() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } } } }', { id: first });
  modelId = node.model.id;
  second = (await train(app, version.id, { bayes: {} }, { modelId })).modelVersionId;
  for (const modelVersionId of [first, second]) await setProduction(modelVersionId);
  await app.ask('mutation ($input: RollBackModelAliasInput!) { rollBackModelAlias(input: $input) { userErrors { message } } }', { input: { modelId, expectedModelVersionId: second, reason: 'Worse.' } });
  const wheel = { datasetId, modelId, modelVersionId: first };
  const policyId = (await setPolicy(wheel)).flywheelPolicy?.id ?? '';
  await use(wheel, range(100, 103));
  await turn(policyId);
  await until(policyId, 1);
  const told = ['dataset_version.ready', 'dataset_version.ready', 'flywheel_cycle.assessing', 'flywheel_cycle.evaluating', 'flywheel_cycle.held', 'flywheel_cycle.training', 'model_alias.rolled_back', 'model_alias.set', 'model_alias.set', 'training_run.succeeded', 'training_run.succeeded', 'training_run.succeeded'];
  const received = await receiver.at('/all', told.length);
  expect(received.map(({ message }) => message.type).sort()).toEqual(told);
  for (const one of received) {
    expect(isSigned(one, secret)).toBe(true);
    expect(isSigned({ ...one, body: `${one.body} ` }, secret)).toBe(false);
  }
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(told.length);
  const rolledBack = received.find(({ message }) => message.type === 'model_alias.rolled_back');
  expect(rolledBack?.message.data).toMatchObject({ modelId, modelVersionId: first, previousModelVersionId: second, reason: 'Worse.' });
  expect(received.find(({ message }) => message.type === 'dataset_version.ready')?.message.data).toMatchObject({ datasetVersionId: version.id, number: 1, sampleCount: 90 });
  await expect.poll(async () => (await deliveries(id)).map(({ state }) => state), { timeout: 20_000 }).toEqual(Array(told.length).fill('DELIVERED'));
}, 120_000);

let hanging = { id: '' };
describe('a receiver', () => {
  test('that fails at first gets the message again, under the same id, and by hand once more', async () => {
    receiver.answers.set('/late', (_received, response) => response.writeHead(receiver.received.filter(({ path }) => path === '/late').length > 1 ? 200 : 500).end('SECRET-BODY'));
    const { id } = await hook('/late');
    await setProduction(second);
    const [before, after] = await receiver.at('/late', 2);
    expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id']);
    expect(after?.body).toBe(before?.body);
    const delivered = await newest(id, 'DELIVERED');
    expect(delivered).toMatchObject({ attempts: 2, responseStatus: 200, failure: null, messageId: before?.headers['webhook-id'] });
    expect((await redeliver(delivered.id)).webhookDelivery).toMatchObject({ state: 'WAITING' });
    expect((await receiver.at('/late', 3))[2]?.headers['webhook-id']).toBe(delivered.messageId);
    expect(JSON.stringify(await deliveries(id))).not.toContain('SECRET-BODY');
  });

  test.each([
    ['a redirect, which is not followed', '/redirect', 302, 'The receiver answered 302, a redirect, which is not followed.'],
    ['an error', '/error', 503, 'The receiver answered 503.'],
  ])('answers with %s: FAILED after the last attempt', async (_what, path, status, failure) => {
    receiver.answers.set(path, (_received, response) => response.writeHead(status, { location: `${address}/followed` }).end());
    const { id } = await hook(path);
    await sendTest(id);
    expect(await newest(id, 'FAILED')).toMatchObject({ attempts: 1, responseStatus: status, failure });
    expect((await read(id)).failingSince).not.toBeNull();
    expect(receiver.received.some((one) => one.path === '/followed')).toBe(false);
  });

  test('that answers without end is not read to its end; one that hangs holds up nobody else', async () => {
    receiver.answers.set('/hangs', () => undefined);
    hanging = await hook('/hangs');
    await sendTest(hanging.id);
    await receiver.at('/hangs');
    const closed = new Promise<void>((resolve) => {
      receiver.answers.set('/endless', (_received, response) => {
        response.writeHead(200);
        const pour = () => {
          while (response.write(Buffer.alloc(64 * 1024)));
        };
        response.on('drain', pour).on('close', resolve);
        pour();
      });
    });
    const endless = await hook('/endless');
    await sendTest(endless.id);
    await closed;
    expect(await newest(endless.id, 'DELIVERED')).toMatchObject({ responseStatus: 200 });
    expect((await deliveries(hanging.id))[0]).toMatchObject({ state: 'WAITING', attempts: 1 });
  });

  test('that is gone, or that nothing reaches for three days, gets no more until somebody says so', async () => {
    receiver.answers.set('/gone', (_received, response) => response.writeHead(410).end());
    const gone = await hook('/gone');
    await sendTest(gone.id);
    await newest(gone.id, 'FAILED');
    expect(await read(gone.id)).toMatchObject({ enabled: false, disabledReason: 'The receiver answered 410 Gone.' });
    expect((await sendTest(gone.id)).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['webhookId'] }]);
    receiver.answers.delete('/gone');
    expect((await update({ webhookId: gone.id, enabled: true })).webhook).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
    await redeliver((await deliveries(gone.id))[0]?.id ?? '');
    await newest(gone.id, 'DELIVERED');

    const { id } = await hook('/error');
    await sendTest(id);
    await newest(id, 'FAILED');
    expect((await read(id)).enabled).toBe(true);
    await sql(`update webhook set failing_since = now() - interval '73 hours' where url = $1 and failing_since is not null and enabled`, [`${address}/error`]);
    await redeliver((await deliveries(id))[0]?.id ?? '');
    await expect.poll(async () => (await read(id)).disabledReason, { timeout: 20_000 }).toContain('Nothing has reached the receiver since');
  });
});

describe('an address', () => {
  const refused = [
    'http://example.org/', 'https://127.0.0.2:4433/', 'http://127.0.0.2:4433/', 'https://127.2:4433/', 'https://2130706434:4433/', 'https://0x7f000002/', 'https://0177.0.0.2/', 'https://0.0.0.0/',
    'https://[::1]/', 'https://[::]/', 'https://[::ffff:127.0.0.2]/', 'https://[::ffff:169.254.169.254]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[fd00::1]/', 'https://[fe80::1]/', 'https://10.0.0.5/', 'https://192.168.1.1/', 'https://172.16.0.1/',
    'https://169.254.169.254/latest/meta-data/', 'https://100.64.0.1/', 'https://198.18.0.1/', 'https://192.0.2.1/', 'https://224.0.0.1/', 'https://255.255.255.255/', 'https://metadata.google.internal/', 'https://printer.local/', 'https://private.example/', 'https://mixed.example/',
    'https://user:pass@example.org/', 'https://example.org:22/', 'https://example.org/#part', 'https://example.org\r\nX-Evil: 1/', 'https:example.org', 'ftp://example.org/', 'file:///etc/passwd', '//example.org/', 'https://', 'https://exa mple.org/', '', `https://example.org/${'x'.repeat(3000)}`,
  ];
  test.each(refused.map((url) => [url.slice(0, 60), url] as const))('%s is refused', async (_shown, url) => {
    expect(await create({ url })).toMatchObject({ webhook: null, secret: null, userErrors: [{ code: 'INVALID_INPUT', path: ['url'] }] });
  });

  test('of a name that leads elsewhere once it was judged is not connected to', async () => {
    const trap = await canary('127.0.0.2');
    const { webhook } = await create({ url: `https://rebinding.example:${trap.port}/` });
    await sendTest(webhook?.id ?? '');
    expect(await newest(webhook?.id ?? '', 'FAILED')).toMatchObject({ responseStatus: null, failure: 'The address is not a public one.' });
    expect(trap.connections()).toBe(0);
    trap.close();
  });
});

describe('a secret', () => {
  test('is shown once, lies in no table, and after a rotation the one before signs for a day, too', async () => {
    const input = { url: `${address}/rotated`, events: ['MODEL_ALIAS'], idempotencyKey: 'rotated' };
    const { webhook, secret } = await create(input);
    expect(await create(input)).toMatchObject({ webhook: { id: webhook?.id }, secret: null });
    const rotated = await rotate(webhook?.id ?? '');
    expect(rotated.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await sendTest(webhook?.id ?? '');
    const [received] = await receiver.at('/rotated');
    for (const one of [secret, rotated.secret]) expect(received && isSigned(received, one ?? '')).toBe(true);
    const bytes = Buffer.from((secret ?? '').replace('whsec_', ''), 'base64');
    const stored = JSON.stringify(await sql(`select w::text as row from webhook w union all select encode(w.secret, 'escape') from webhook w union all select d::text from webhook_delivery d`));
    for (const needle of [secret ?? '', bytes.toString('hex'), bytes.toString('base64')]) expect(stored).not.toContain(needle);
  });

  test('and its webhook are the business of administrators of the project alone', async () => {
    const { id } = await hook('/mine');
    const reader = await keyOf('READ', 'TRAIN', 'DATA');
    expect((await app.ask('{ webhooks { edges { node { url } } } }', {}, reader)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await app.ask('query ($id: ID!) { node(id: $id) { ... on Webhook { url } } }', { id }, reader)).data).toEqual({ node: null });
    const { createProject } = await app.data(z.object({ createProject: z.object({ secret: z.string() }) }), 'mutation { createProject(input: { name: "Other" }) { secret } }');
    expect((await app.ask('query ($id: ID!) { node(id: $id) { id } }', { id }, createProject.secret)).data).toEqual({ node: null });
    expect((await sendTest(id, createProject.secret)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['webhookId'] }]);
    expect((await update({ webhookId: id, events: [] })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['events'] }]);
    expect((await create({ url: `${address}/x`, mostAttempts: 9 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['mostAttempts'] }]);
    expect(await remove(id)).toMatchObject({ deletedWebhookId: id, userErrors: [] });
    expect((await app.ask('query ($id: ID!) { node(id: $id) { id } }', { id })).data).toEqual({ node: null });
  });
});

test('what hung was given up after ten seconds', async () => {
  expect(await newest(hanging.id, 'FAILED')).toMatchObject({ responseStatus: null, failure: 'The receiver did not answer within 10 seconds.' });
});

test('two servers send each message once; what a server that was killed had under way is sent by the next', async () => {
  const other = await app.startServer();
  const { id } = await hook('/both');
  for (const _ of range(0, 30)) await sendTest(id);
  await expect.poll(async () => (await deliveries(id)).filter(({ state }) => state === 'DELIVERED').length, { timeout: 30_000 }).toBe(30);
  const ids = (await receiver.at('/both', 30)).map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([30, 30]);

  receiver.answers.set('/killed', () => undefined);
  const killed = await hook('/killed');
  other.server.kill('SIGSTOP');
  await sendTest(killed.id);
  await receiver.at('/killed');
  const gone = once(app.server, 'exit');
  app.server.kill('SIGKILL');
  await gone;
  receiver.answers.delete('/killed');
  // A minute later.
  await sql(`update webhook_delivery set next_attempt_at = now() where state = 'WAITING' and next_attempt_at > now()`);
  other.server.kill('SIGCONT');
  const [before, after] = await receiver.at('/killed', 2);
  expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id']);
});
