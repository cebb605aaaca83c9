import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importDigits } from '../support/trained-model.ts';
import { trainWords, wordsEnvironment } from '../support/words-model.ts';
import { type Dashboard, expectNoSidewaysScroll, openDashboard } from './support/dashboard.ts';

/** For what a trainer takes while other tests have the cores. */
const patient = { timeout: 100_000 };
vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;
let runId: string;

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1, environment: wordsEnvironment }), openBrowser()]);
  ({ runId } = await trainWords(app, await importDigits(app)));
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const newest = async () => {
  const generations = z.object({ generations: z.object({ edges: z.array(z.object({ node: z.object({ state: z.string() }) })) }) });
  return (await app.data(generations, '{ generations(first: 1) { edges { node { state } } } }')).generations.edges[0]?.node.state;
};

const result = () => dashboard.page.getByRole('region', { name: 'Result' });

async function ask(fields: Record<string, string>, make: string): Promise<void> {
  const { page } = dashboard;
  await page.getByLabel('Make').selectOption(make);
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Generate' }).click();
}

test('a run shows texts, classes and recommendations as samples, and its warnings', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/runs/${encodeURIComponent(runId)}`);
  const samples = page.getByRole('region', { name: 'Samples' });
  await samples.getByText('once upon a time').waitFor();
  await samples.getByRole('list', { name: 'Class probabilities' }).getByText('75%').waitFor();
  await samples.getByRole('list', { name: 'Recommendations' }).getByText('Casablanca').waitFor();
  await page.getByRole('status').filter({ hasText: 'Warning: look' }).waitFor();
  await page.getByLabel('Log lines').getByText('Warning:').waitFor();
});

test('a field without default says that its value is chosen from the data', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/runs/new`);
  expect(await page.getByLabel('Width').getAttribute('placeholder')).toBe('chosen from the data');
  expect(await page.getByLabel('Width').inputValue()).toBe('');
});

test('a text grows token by token, is whole in the end, and is corrected', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/generate`);
  await ask({ Tokens: '150', 'Pace ms': '20' }, 'TEXT');
  const growing = result().getByLabel('Text that is being made');
  await growing.getByText('t0.2 ').waitFor(patient);
  const seen = (await growing.textContent()) ?? '';
  expect(seen).not.toContain('t0.149 ');
  await expect.poll(async () => ((await growing.textContent()) ?? '').length).toBeGreaterThan(seen.length);
  await result().getByText('Succeeded').waitFor(patient);
  await result().getByText(Array.from({ length: 150 }, (_, token) => `t0.${token}`).join(' ')).waitFor();
  expect(await growing.count()).toBe(0);

  await result().getByRole('button', { name: 'Thumbs down' }).click();
  await result().getByLabel('It should say').fill('Something else');
  await result().getByRole('button', { name: 'Send remark' }).click();
  await result().getByText('Your remark is stored too.').waitFor();
  const corrected = await app.ask('{ generations(first: 1) { edges { node { feedback { correctionText rating } } } } }');
  expect(corrected.data).toEqual({ generations: { edges: [{ node: { feedback: [{ correctionText: 'Something else', rating: null }, { correctionText: null, rating: 'NEGATIVE' }] } }] } });
});

test('classes are bars, recommendations a list', async () => {
  await ask({}, 'CLASSES');
  const bars = result().getByRole('list', { name: 'Class probabilities' });
  await bars.getByText('70%').waitFor(patient);
  expect(await bars.getByRole('listitem').allTextContents()).toEqual(['cat70%', 'dog20%', 'owl10%']);
  expect(await bars.getByRole('meter', { name: 'Probability of dog' }).getAttribute('value')).toBe('0.2');
  await ask({}, 'ITEMS');
  await result().getByRole('list', { name: 'Recommendations' }).getByText('Vertigo').waitFor(patient);
});

test('a text, a list of texts and a record are asked for; what is no JSON is told at its field', async () => {
  const { page } = dashboard;
  await ask({ Text: 'hello ', Texts: 'a\nb', Features: '{"age": 4' }, 'ECHO');
  await page.getByRole('alert').getByText('This is no JSON.').waitFor();
  await ask({ Features: '{"age": 4}' }, 'ECHO');
  await result().getByText('{"text":"hello ","texts":["a","b"],"features":{"age":4}}').waitFor(patient);
});

test('a picture is sent, and its upload is the prompt', async () => {
  const { page } = dashboard;
  const { default: sharp } = await import('sharp');
  const buffer = await sharp({ create: { width: 6, height: 3, channels: 3, background: { r: 9, g: 90, b: 9 } } }).png().toBuffer();
  await page.getByLabel('Image').setInputFiles({ name: 'green.png', mimeType: 'image/png', buffer });
  await page.getByRole('status').filter({ hasText: 'Sent.' }).waitFor();
  await ask({}, 'IMAGE');
  await result().getByText('3 × 6 × 3, begins with 9').waitFor(patient);
});

test('Stop ends the work, and so does leaving the page', async () => {
  const { page, faults } = dashboard;
  await ask({ Tokens: '100000', 'Pace ms': '20' }, 'TEXT');
  await result().getByText('t0.1 ').waitFor(patient);
  await result().getByRole('button', { name: 'Stop' }).click();
  await result().getByText('Canceled by').waitFor();
  await expectNoSidewaysScroll(page);

  await ask({}, 'TEXT');
  await result().getByLabel('Text that is being made').getByText('t0.1 ').waitFor(patient);
  expect(await newest()).toBe('RUNNING');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect.poll(newest, { timeout: 20_000 }).toBe('CANCELED');
  expect(faults).toEqual([]);
});
