import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { appending, range } from '../support/appending.ts';
import { barImages } from '../support/bar-images.ts';
import { openBrowser } from '../support/browser.ts';
import { allSamples } from '../support/browsing.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { trainWords, wordsEnvironment } from '../support/words-model.ts';
import { type Dashboard, expectNoSidewaysScroll, openDashboard } from './support/dashboard.ts';

/** For what an assessment takes while other tests have the cores. */
const patient = { timeout: 100_000 };
vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;
let imageVersion: string;
let tableVersion: string;
const { dataset, imported, importedFiles } = appending(() => app);

const row = (index: number) => `${index},${index % 4 === 3 ? '' : (index * 37) % 101},${['red', 'green', 'blue'][index % 3]},${index % 2 === 0 ? 'even' : 'odd'},person-${index % 40},${['train', 'train', 'validation', 'test'][index % 4]}`;
const table = Buffer.from(['number,size,colour,label,person,split', ...range(0, 400).map(row)].join('\n'));

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1, environment: wordsEnvironment }), openBrowser()]);
  imageVersion = (await importedFiles(await dataset('IMAGE'), 'IDX', barImages({ train: [150, 150], t10k: [20, 20] }))).id;
  tableVersion = (await imported(await dataset('TABULAR'), 'CSV', 'rows.csv', table, { columns: { label: 'label', subject: 'person' } })).id;
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const open = (id: string, page = '') => dashboard.page.goto(`${app.url}/dataset-versions/${encodeURIComponent(id)}${page}`);
const samples = () => dashboard.page.getByRole('list', { name: 'Samples' });
const total = () => dashboard.page.getByRole('navigation', { name: 'Pages', exact: true }).first().getByRole('status');
const idIn = (url: string) => decodeURIComponent(new URL(url).pathname.split('/')[2] ?? '');
const filter = (name: string) => dashboard.page.getByRole('combobox', { name, exact: true });
const shown = () => samples().getByRole('img').evaluateAll((images) => images.map((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0 && image.alt));

test('pictures are shown with their classes, filtered by class and split, and gone through', async () => {
  const { page } = dashboard;
  await open(imageVersion);
  await page.getByRole('img', { name: /^Histogram of brightness/ }).waitFor();
  await page.getByRole('region', { name: 'Classes' }).getByRole('link', { name: '1' }).click();
  await total().getByText('170 samples').waitFor();
  const wanted = (await allSamples(app, imageVersion, { label: '1' })).map(({ position }) => `Sample ${position}, class 1`);
  await samples().getByRole('img').last().scrollIntoViewIfNeeded();
  await expect.poll(shown, patient).toEqual(wanted.slice(0, 60));
  await page.getByRole('button', { name: 'Next →' }).first().click();
  await samples().getByRole('img', { name: `${wanted[60]}`, exact: true }).waitFor();
  await samples().getByRole('img').last().scrollIntoViewIfNeeded();
  await expect.poll(shown, patient).toEqual(wanted.slice(60, 120));
  await filter('Split').selectOption({ label: 'Test (40)' });
  await total().getByText('20 samples').waitFor();
  await page.reload();
  await total().getByText('20 samples').waitFor();
});

test('a picture opens with its origin; classes are changed in place, and a new version is made of the changes', async () => {
  const { page } = dashboard;
  const [first, second] = await allSamples(app, imageVersion, { label: '1', split: 'TEST' });
  await samples().getByRole('link', { name: `Sample ${first!.position}`, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`t10k-images-idx3-ubyte, row ${first!.origin.row}`).waitFor();
  await dialog.getByRole('button', { name: 'Next sample' }).click();
  await dialog.getByRole('heading', { name: `Sample ${second!.position}`, exact: true }).waitFor();
  await dialog.getByLabel('Class').fill('seven');
  await dialog.getByRole('button', { name: 'Give class' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByLabel(`Select sample ${first!.position}`, { exact: true }).check();
  const bar = page.getByRole('region', { name: 'Relabel' });
  await bar.getByLabel('Class').fill('0');
  await bar.getByRole('button', { name: 'Give class' }).click();
  await bar.getByText('2 changes collected').waitFor();
  // What was collected outlives the page.
  await page.reload();
  await bar.getByText('2 changes collected').waitFor();
  await bar.getByRole('button', { name: 'Make new version' }).click();
  await page.getByRole('heading', { name: /^IMAGE v2 (Ready|Rejected)/ }).waitFor(patient);

  const made = idIn(page.url());
  const label = async (origin: number) => (await allSamples(app, made, { split: 'TEST' })).find((sample) => sample.origin.row === origin)?.label;
  expect([await label(first!.origin.row), await label(second!.origin.row)]).toEqual(['0', 'seven']);
  expect((await allSamples(app, imageVersion, { label: '1', split: 'TEST' })).length).toBe(20);
});

test('the new version stands beside its parent, with the samples that differ', async () => {
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Compare' }).click();
  const sides = page.getByRole('region', { name: 'Side by side' });
  await sides.waitFor();
  expect(await sides.getByRole('row', { name: /^seven/ }).getByRole('cell').allTextContents()).toEqual(['0', '1', '+1']);
  const differing = page.getByRole('list', { name: 'Samples that differ' }).getByRole('listitem');
  await differing.first().waitFor();
  expect(await page.getByRole('button', { name: 'Relabelled (2)' }).getAttribute('aria-pressed')).toBe('true');
  expect((await differing.locator('mark').allTextContents()).sort()).toEqual(['0', '1', '1', 'seven']);
  expect(await page.getByRole('img', { name: /^Histogram of contrast/ }).count()).toBe(2);
});

test('rows are searched and filtered by finding and person, relabelled, and compared', async () => {
  const { page } = dashboard;
  await open(tableVersion, '/samples');
  await total().getByText('400 samples').waitFor();
  const rows = page.getByRole('region', { name: 'Samples' }).getByRole('row');
  await rows.first().waitFor();
  expect(await page.getByRole('columnheader').allTextContents()).toEqual(['', 'Sample', 'Class, split', 'number', 'size', 'colour']);
  await filter('Finding').selectOption({ label: 'Missing values (100)' });
  await total().getByText('100 samples').waitFor();
  await page.getByLabel('Search').fill('GREEN');
  await page.getByLabel('Search').press('Enter');
  const found = await allSamples(app, tableVersion, { check: 'MISSING_VALUES', contains: 'green' });
  await total().getByText(`${found.length} samples`).waitFor();
  expect(found.length).toBe(33);
  await page.getByLabel('Subject').fill('person-7');
  await page.getByLabel('Subject').press('Enter');
  const few = found.filter(({ subject }) => subject === 'person-7');
  await total().getByText(few.length === 1 ? '1 sample' : `${few.length} samples`).waitFor();
  await expect.poll(() => rows.count(), patient).toBe(few.length + 1);
  await page.getByRole('button', { name: 'Select the page' }).click();
  const bar = page.getByRole('region', { name: 'Relabel' });
  await bar.getByRole('button', { name: 'Take the class away' }).click();
  await bar.getByRole('button', { name: 'Make new version' }).click();
  await page.getByRole('heading', { name: /^TABULAR v2 (Ready|Rejected)/ }).waitFor(patient);
  await page.getByRole('region', { name: 'Columns' }).getByRole('img', { name: /^Histogram of size/ }).waitFor();
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByRole('button', { name: `Relabelled (${few.length})` }).waitFor();
  const first = page.getByRole('list', { name: 'Samples that differ' }).getByRole('listitem').first();
  await first.getByText('person-7').waitFor();
  expect(await first.getByRole('group', { name: 'Version 1' }).textContent()).toContain('odd');
  expect(await first.getByRole('group', { name: 'Version 2' }).textContent()).toContain('No class');
});

test('from a model one comes to the files that it learned from, and from a file to the model', async () => {
  const { page, faults } = dashboard;
  const { modelVersionId } = await trainWords(app, imageVersion);
  await page.goto(`${app.url}/model-versions/${encodeURIComponent(modelVersionId)}`);
  await page.getByRole('link', { name: 'IMAGE v1' }).click();
  await page.getByRole('link', { name: 'Lineage' }).click();
  await page.getByRole('list', { name: 'Versions made of it' }).getByText(/2 samples relabelled by .+\./).waitFor();
  await page.getByRole('link', { name: 't10k-labels-idx1-ubyte' }).click();
  await page.getByRole('heading', { name: 't10k-labels-idx1-ubyte' }).waitFor();
  await page.getByRole('list', { name: 'Versions that hold it' }).getByRole('link', { name: 'IMAGE v2' }).waitFor();
  await page.getByRole('table', { name: 'Runs' }).getByRole('link', { name: / v1$/ }).click();
  expect(idIn(page.url())).toBe(modelVersionId);

  await page.setViewportSize({ width: 380, height: 800 });
  for (const [id, part] of [[imageVersion, '/samples'], [tableVersion, '/samples'], [tableVersion, ''], [imageVersion, '/lineage'], [imageVersion, '/compare']] as const) {
    await open(id, part);
    await page.locator('.card, .sample').first().waitFor();
    await expectNoSidewaysScroll(page);
  }
  expect(faults).toEqual([]);
});
