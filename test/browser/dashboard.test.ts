import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { startFlywheel, type Flywheel } from '../support/flywheel.ts';
import { train } from '../support/train.ts';
import { type Dashboard, expectNoSidewaysScroll, morePointsThan, openDashboard, pointsOf } from './support/dashboard.ts';
import { drawnDataset } from './support/drawn-images.ts';

/** For what a trainer or an import takes while other tests have the cores. */
const patient = { timeout: 100_000 };
vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
let browser: Browser;
let context: BrowserContext;
let dashboard: Dashboard;
let evaluatedPath: string;

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1 }), openBrowser()]);
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  dashboard = await openDashboard(context);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test('opens signed in on the machine of the server, and says what computes', async () => {
  const { page } = dashboard;
  await page.goto(app.url);
  await page.getByRole('heading', { name: 'Training runs' }).waitFor();
  await page.getByText('No training runs yet').waitFor();
  await page.getByRole('contentinfo').filter({ hasText: 'TensorFlow' }).waitFor();
});

test('imports files and shows the quality of the version', async () => {
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Datasets', exact: true }).click();
  await page.getByLabel('Name').fill('Shapes');
  await page.getByRole('button', { name: 'Create dataset' }).click();
  await page.getByLabel('Files').setInputFiles(drawnDataset(600));
  await page.getByRole('button', { name: /Upload and import/ }).click();

  await page.getByRole('heading', { name: 'Shapes v1 Ready' }).waitFor(patient);
  const report = page.getByRole('region', { name: 'Quality report' });
  await report.getByText('Passed').waitFor();
  expect(await page.getByRole('region', { name: 'Classes' }).getByRole('listitem').count()).toBe(2);

  const stored = await app.data(versions, '{ datasets { edges { node { latestVersion { digest quality { verdict findings { message } } } } } } }');
  const version = stored.datasets.edges[0]?.node.latestVersion;
  expect(version?.quality.verdict).toBe('PASSED');
  await page.getByText(version?.digest ?? 'no digest').waitFor();
  for (const { message } of version?.quality.findings ?? []) await report.getByText(message).waitFor();
});

test('exports the version as a file', async () => {
  const { page } = dashboard;
  const section = page.getByRole('region', { name: 'Export' });
  await section.getByRole('button', { name: 'Export' }).click();
  const link = section.getByRole('link', { name: 'shapes-v1.zip' });
  await link.waitFor(patient);
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('shapes-v1.zip');
});

test('a fault of the form stands at its field', async () => {
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Train on it' }).click();
  await page.getByLabel('Epochs').fill('0');
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.getByRole('alert').getByText('epochs must be at least 1').waitFor();
  expect(await page.getByLabel('Epochs').getAttribute('aria-invalid')).toBe('true');
});

test('a run learns live, over lost connections, and is canceled', async () => {
  const { page, cursors } = dashboard;
  await fillRun({ Name: 'Long', Epochs: '10000', 'Batch size': '32' });
  await page.getByRole('heading', { name: 'Long Running' }).waitFor(patient);
  await morePointsThan(page, 'Loss', 0);
  await morePointsThan(page, 'Loss', await pointsOf(page, 'Loss'));
  await page.getByRole('list', { name: 'Samples' }).getByRole('listitem').first().waitFor(patient);

  for (let round = 0; round < 3; round += 1) {
    const shown = page.getByRole('status').filter({ hasText: 'Reconnecting' });
    await dashboard.dropSockets();
    await shown.waitFor();
    await shown.waitFor({ state: 'hidden' });
    await morePointsThan(page, 'Loss', await pointsOf(page, 'Loss'));
  }
  expect(cursors.slice(-3)).not.toContain(null);

  await page.getByRole('button', { name: 'Cancel run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
  await page.getByRole('heading', { name: 'Long Canceled' }).waitFor(patient);

  const events = await storedEvents(runIdOf(page.url()));
  const stored = (type: string) => events.filter((event) => event.__typename === type);
  const steps = stored('MetricsLogged').filter(({ values }) => values?.some(({ name }) => name === 'train/loss'));
  await expect.poll(() => pointsOf(page, 'Loss')).toBe(steps.length);
  const lines = stored('LogWritten').length + stored('TrainingRunStateChanged').length;
  expect(await page.getByLabel('Log lines').getByRole('listitem').count()).toBe(Math.min(1000, lines));
});

test('a finished run leads to its model version, whose outputs are rated', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/runs/new`);
  await fillRun({ Name: 'Short', Epochs: '2', 'Batch size': '64' });
  await page.getByRole('heading', { name: 'Short Succeeded' }).waitFor(patient);
  await page.getByRole('region', { name: 'Result' }).getByText('test/loss').waitFor();

  await page.getByRole('region', { name: 'Result' }).getByRole('link', { name: 'Generate' }).click();
  await page.getByLabel('Count').fill('3');
  await page.getByRole('button', { name: 'Generate' }).click();
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText('Succeeded').waitFor(patient);
  const pictures = result.getByRole('list', { name: 'Outputs' }).getByRole('img');
  expect(await pictures.count()).toBe(3);
  await expect.poll(() => pictures.evaluateAll((images) => images.map((image) => image instanceof HTMLImageElement && image.naturalWidth))).toEqual([28, 28, 28]);

  await result.getByRole('button', { name: 'Thumbs up' }).dblclick();
  await result.getByText('Thank you.').waitFor();
  await result.getByLabel('Comment').fill('Round enough');
  await result.getByRole('button', { name: 'Send remark' }).click();
  await result.getByText('Your remark is stored too.').waitFor();
  const stored = await app.data(generations, '{ generations { edges { node { feedback { rating comment } } } } }');
  expect(stored.generations.edges[0]?.node.feedback).toEqual([
    { rating: null, comment: 'Round enough' },
    { rating: 'POSITIVE', comment: null },
  ]);
});

test('a model version is set as production; the form of a policy suggests what its evaluations report', async () => {
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await page.getByRole('link', { name: 'Short' }).click();
  await page.getByRole('link', { name: 'Version 1' }).click();
  await page.getByRole('button', { name: 'Set as production' }).click();
  await page.getByRole('heading', { name: 'Short v1 production' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('region', { name: 'Files' }).getByRole('link').first().click()]);
  expect(await download.failure()).toBeNull();
  await page.getByRole('link', { name: 'Short', exact: true }).first().click();
  await page.getByText('no policy').waitFor();
  await page.getByRole('link', { name: 'Flywheel', exact: true }).last().click();
  await page.getByText('Of loss lower is better.').waitFor();
  expect(await page.getByLabel('Metric').inputValue()).toBe('loss');
});

test('model versions are evaluated on the same samples, looked into, and compared', async () => {
  const { page } = dashboard;
  const { datasets } = await app.data(versionIds, '{ datasets { edges { node { latestVersion { id } } } } }');
  const shapes = datasets.edges[0]?.node.latestVersion.id ?? '';
  const tiny = { layers: 1, heads: 2, modelSize: 16, feedForwardSize: 32, batchSize: 32 };
  const trained = [await train(app, shapes, { transformer: { ...tiny, epochs: 1, learningRate: 1e-6 } }), await train(app, shapes, { transformer: { ...tiny, epochs: 3 } })];
  for (const { modelVersionId } of trained) {
    evaluatedPath = `/model-versions/${encodeURIComponent(modelVersionId)}`;
    await page.goto(app.url + evaluatedPath);
    await page.getByRole('button', { name: 'Evaluate' }).click();
    await page.getByRole('region', { name: 'Measured', exact: true }).getByRole('row', { name: /^test\/accuracy/ }).waitFor(patient);
  }
  const compared = page.getByRole('region', { name: 'Comparison' });
  await compared.getByText(/\(95 % interval .+ samples\)\.$/).waitFor();
  await compared.getByRole('table', { name: 'Before and after', exact: true }).getByRole('row', { name: /^accuracy/ }).waitFor();
  await page.getByRole('region', { name: 'Slices' }).getByLabel('By').selectOption({ label: 'Label (2)' });
  expect(await page.getByRole('region', { name: 'Slices' }).getByRole('row').count()).toBe(3);
  await page.getByRole('img', { name: /^Calibration: \d/ }).waitFor();
  const cell = page.getByRole('region', { name: 'Confusion matrix' }).getByRole('button').first();
  const [count = 0, label = '', predicted = ''] = /^(\d+) of (.+) taken for (.+)$/.exec((await cell.getAttribute('aria-label')) ?? '')?.slice(1) ?? [];
  await cell.click();
  const samples = page.getByRole('region', { name: `Samples of ${label} taken for ${predicted}` }).getByRole('list', { name: 'Worst samples' });
  await expect.poll(() => samples.getByRole('img').count()).toBe(Math.min(12, Number(count)));
  await expect.poll(() => samples.getByRole('img').evaluateAll((images) => images.every((image) => image instanceof HTMLImageElement && image.naturalWidth === 28))).toBe(true);
});

test('every page fits a window of 380 pixels, and nothing went wrong in any', async () => {
  const { page, faults } = dashboard;
  await page.setViewportSize({ width: 380, height: 800 });
  for (const path of ['/', '/runs/new', '/datasets', '/models', '/generate']) {
    await page.goto(app.url + path);
    await page.locator('.card').first().waitFor();
    await expectNoSidewaysScroll(page);
  }
  await page.goto(app.url);
  await page.getByRole('link', { name: 'Short' }).click();
  await page.getByRole('img', { name: /^Loss:/ }).waitFor();
  await expectNoSidewaysScroll(page);
  await page.goto(app.url + evaluatedPath);
  await page.getByRole('table', { name: 'Before and after', exact: true }).waitFor();
  await expectNoSidewaysScroll(page);
  expect(faults).toEqual([]);
});

async function fillRun(values: Record<string, string>): Promise<void> {
  const { page } = dashboard;
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.waitForURL(/\/runs\/(?!new)/);
}

const runIdOf = (url: string) => decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');

const eventFields = '{ events { __typename ... on MetricsLogged { values { name } } } cursor caughtUp }';

async function storedEvents(id: string): Promise<Batch['events']> {
  const query = `query ($id: ID!, $after: String) { trainingRunEvents(trainingRunId: $id, after: $after, first: 1000) ${eventFields} }`;
  const all: Batch['events'] = [];
  let after: string | null = null;
  let caughtUp = false;
  while (!caughtUp) {
    const { trainingRunEvents: next }: z.infer<typeof batch> = await app.data(batch, query, { id, after });
    all.push(...next.events);
    ({ cursor: after, caughtUp } = next);
  }
  return all;
}

const batch = z.object({
  trainingRunEvents: z.object({
    events: z.array(z.object({ __typename: z.string(), values: z.array(z.object({ name: z.string() })).optional() })),
    cursor: z.string(),
    caughtUp: z.boolean(),
  }),
});
type Batch = z.infer<typeof batch>['trainingRunEvents'];
const edges = <T extends z.ZodType>(node: T) => z.object({ edges: z.array(z.object({ node })) });
const versionIds = z.object({ datasets: edges(z.object({ latestVersion: z.object({ id: z.string() }) })) });
const quality = z.object({ verdict: z.string(), findings: z.array(z.object({ message: z.string() })) });
const versions = z.object({ datasets: edges(z.object({ latestVersion: z.object({ digest: z.string(), quality }) })) });
const feedback = z.object({ rating: z.string().nullable(), comment: z.string().nullable() });
const generations = z.object({ generations: edges(z.object({ feedback: z.array(feedback) })) });
