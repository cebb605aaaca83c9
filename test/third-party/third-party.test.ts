import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { follow } from '../support/follow.ts';
import { importDigits } from '../support/trained-model.ts';
import { digestsOf } from './support/digest.ts';
import { addLine, emptyFolder, install, packFlywheel, remove, run, start, type Started } from './support/stranger.ts';

// npm installs some 300 packages, and a server with TensorFlow starts.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PLUGIN = 'flywheel-plugin-denoiser';
const PACKED = fileURLToPath(new URL('../../dist/package', import.meta.url));

let folder: string;
let reachable = false;
let app: Started | undefined;
const running = (): Started => app ?? expect.unreachable('The server does not run.');

beforeAll(async () => {
  const [{ tarball, tools }, empty] = await Promise.all([packFlywheel(), emptyFolder()]);
  folder = empty;
  reachable = await install(folder, tarball, ...tools);
});
beforeEach(({ skip }) => skip(!reachable, "npm's registry cannot be reached"));
afterAll(async () => {
  await app?.stop();
  if (folder) await remove(folder);
});

test('flywheel new-plugin writes a plugin that compiles against our published types, and whose tests pass', async () => {
  expect(await run(folder, 'npx', 'flywheel', 'new-plugin', PLUGIN)).toMatch(/Wrote flywheel-plugin-denoiser/);
  const own = join(folder, PLUGIN);
  await run(own, 'npm', 'run', 'types');
  expect(await run(own, 'npm', 'test')).toMatch(/4 passed/);
  await run(own, 'npm', 'run', 'pack');
});

test('packed and installed, with one line in flywheel.config.ts, it has typed fields in the API', async () => {
  expect(await install(folder, `./${PLUGIN}/${PLUGIN}-0.1.0.tgz`)).toBe(true);
  await run(folder, 'npx', 'flywheel', 'init');
  await addLine(folder, `    () => import('${PLUGIN}'),`);
  app = await start(folder);

  const introspected = z.object({ input: z.object({ inputFields: z.array(z.object({ name: z.string(), type: z.object({ name: z.string().nullable() }), defaultValue: z.string().nullable() })) }), algorithm: z.object({ inputFields: z.array(z.object({ name: z.string() })) }) });
  const { input, algorithm } = await app.data(introspected, '{ input: __type(name: "DenoiserHyperparameters") { inputFields { name type { name } defaultValue } } algorithm: __type(name: "AlgorithmInput") { inputFields { name } } }');
  expect(input.inputFields).toEqual(expect.arrayContaining([{ name: 'codeSize', type: { name: 'Int' }, defaultValue: '64' }, { name: 'noise', type: { name: 'Float' }, defaultValue: '0.4' }]));
  expect(algorithm.inputFields.map(({ name }) => name)).toEqual(expect.arrayContaining(['denoiser', 'vae']));
});

const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) });
const startRun = 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message } } }';
const generated = z.object({ generate: z.object({ userErrors: z.array(z.object({ message: z.string() })), generation: z.object({ state: z.string(), outputs: z.array(z.object({ width: z.number(), url: z.string() })) }).nullable() }) });
const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { state outputs { ... on ImageOutput { width url } } } userErrors { message } } }';
const told = z.object({ trainingRunEvents: z.object({ events: z.array(z.object({ __typename: z.string(), state: z.string().optional(), message: z.string().nullish(), line: z.string().optional(), values: z.array(z.object({ name: z.string(), value: z.number() })).optional() })) }) });
const events = 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { events { __typename ... on TrainingRunStateChanged { state message } ... on LogWritten { line } ... on MetricsLogged { values { name value } } } } }';

test('it trains, by a compiled step, and generates', async () => {
  const server = running();
  const datasetVersionId = await importDigits(server);
  const denoiser = { epochs: 2, hiddenSize: 64, codeSize: 16 };
  const { startTrainingRun } = await server.data(started, startRun, { input: { datasetVersionId, algorithm: { denoiser }, seed: 1, name: 'Cleaner' } });
  expect(startTrainingRun.userErrors).toEqual([]);
  const run = (await Array.fromAsync(follow(server, events, { id: startTrainingRun.trainingRun?.id }))).flatMap((batch) => told.parse(batch).trainingRunEvents.events);
  expect(run.at(-1)).toMatchObject({ state: 'SUCCEEDED', message: null });
  const losses = run.flatMap(({ values }) => values?.filter(({ name }) => name === 'validation/loss').map(({ value }) => value) ?? []);
  expect(losses).toHaveLength(2);
  expect(losses[1]).toBeLessThan(losses[0] ?? 0);
  // A step that is not run as a graph says so.
  expect(run.flatMap(({ line }) => line ?? [])).toEqual([]);

  const done = z.object({ node: z.object({ modelVersion: z.object({ id: z.string(), metrics: z.array(z.object({ name: z.string() })) }) }) });
  const { node } = await server.data(done, 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { modelVersion { id metrics { name } } } } }', { id: startTrainingRun.trainingRun?.id });
  expect(node.modelVersion.metrics.map(({ name }) => name)).toContain('test/loss');
  const { generate: made } = await server.data(generated, generate, { input: { modelVersionId: node.modelVersion.id, prompt: { denoiser: { count: 2, seed: 3 } }, waitSeconds: 60 } });
  expect(made).toMatchObject({ userErrors: [], generation: { state: 'SUCCEEDED', outputs: [{ width: 28 }, { width: 28 }] } });
  expect((await fetch(made.generation?.outputs[0]?.url ?? '')).headers.get('content-type')).toBe('image/png');
});

test('the dashboard has its form', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${running().url}/runs/new`);
    await page.getByLabel('Algorithm').selectOption({ label: 'Denoiser' });
    await page.getByText('A denoising autoencoder').waitFor();
    expect(await page.getByLabel('Code size').inputValue()).toBe('64');
    expect(await page.getByLabel('Noise').inputValue()).toBe('0.4');
    await page.getByLabel('Noise').fill('9');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('alert').getByText('noise must be at most 2').waitFor();
  } finally {
    await browser.close();
  }
});

test('no file of ours differs', async () => {
  expect(await digestsOf(join(folder, 'node_modules/flywheel'))).toEqual(await digestsOf(PACKED));
});
