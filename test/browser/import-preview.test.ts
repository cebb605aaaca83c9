import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { expectNoSidewaysScroll, openDashboard, type Dashboard } from './support/dashboard.ts';
import { drawnDataset } from './support/drawn-images.ts';

/** For what a previewing process takes while other tests have the cores. */
const patient = { timeout: 60_000 };

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel(), openBrowser()]);
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
  await dashboard.page.goto(app.url);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function newDataset(name: string, kind: string): Promise<void> {
  const { page } = dashboard;
  await page.goto(`${app.url}/datasets`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Kind').selectOption(kind);
  await page.getByRole('button', { name: 'Create dataset' }).click();
}

const table = (rows: string) => ({ name: 'tickets_train.csv', mimeType: 'text/csv', buffer: Buffer.from(`Nachricht;Thema;Größe\n${rows}`, 'latin1') });

test('a table: how it is written, which column is what, ten rows, and what stands in the way', async () => {
  const { page } = dashboard;
  await newDataset('Tickets', 'TEXT');
  const rows = Array.from({ length: 40 }, (_, index) => `Wo ist mein Päckchen Nummer ${index};${['Versand', 'Rechnung'][index % 2]};${index}`).join('\n');
  await page.getByLabel('Files').setInputFiles(table(`${rows}\n`));
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByText('tickets_train.csv: windows-1252, semicolons between fields, first line names the columns, training split').waitFor(patient);
  const samples = preview.getByRole('region', { name: 'First samples' });
  expect(await samples.getByRole('row').count()).toBe(11);
  await samples.getByRole('columnheader', { name: 'Nachricht Text' }).waitFor();
  await samples.getByRole('columnheader', { name: 'Thema Left out' }).waitFor();
  await samples.getByRole('cell', { name: 'Wo ist mein Päckchen Nummer 9' }).waitFor();
  await expectNoSidewaysScroll(page);

  // Another mapping makes another import, so what was seen is gone until it is asked for again.
  await page.getByLabel('Label column').fill('Thema');
  await preview.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Preview' }).click();
  await samples.getByRole('columnheader', { name: 'Thema Label' }).waitFor(patient);
  await preview.getByText('Rechnung (20), Versand (20)').waitFor();

  await page.getByLabel('Files').setInputFiles(table(`${rows}\nzu;viele;Felder;hier\n`));
  await page.getByRole('button', { name: 'Preview' }).click();
  await preview.getByRole('alert').getByText('tickets_train.csv: line 42 has 4 fields instead of 3').waitFor(patient);
});

test('images: what they would be brought to, and pictures of them; another size and colours where they are asked for', async () => {
  const { page } = dashboard;
  await newDataset('Shapes', 'IMAGE');
  await page.getByLabel('Files').setInputFiles(drawnDataset(60));
  await page.getByRole('button', { name: 'Preview' }).click();
  const pictures = page.getByRole('region', { name: 'Preview' }).getByRole('list', { name: 'First samples' }).getByRole('img');
  await pictures.first().waitFor(patient);
  expect(await pictures.count()).toBe(10);
  const size = () => pictures.first().evaluate((image) => (image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : []));
  await expect.poll(size).toEqual([28, 28]);

  const fields = { height: page.getByLabel('Height, pixels'), width: page.getByLabel('Width, pixels') };
  await fields.height.fill('wide');
  await page.getByRole('alert').getByText('“wide” is no whole number.').waitFor();
  expect(await page.getByRole('button', { name: 'Preview' }).isDisabled()).toBe(true);
  await fields.height.fill('12');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('alert').getByText('image.width is missing; name both height and width, or neither.').waitFor(patient);
  await fields.width.fill('16');
  await page.getByLabel('Colours').selectOption('RGB');
  await page.getByLabel('Other proportions').selectOption('Fill up with black');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('region', { name: 'Preview' }).getByText('12 × 16 pixels, RGB').waitFor(patient);
  await expect.poll(size).toEqual([16, 12]);
  await expectNoSidewaysScroll(page);

  // What is imported is what was seen.
  await page.getByRole('button', { name: /Upload and import/ }).click();
  await page.waitForURL(/dataset-versions/);
  const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  const imported = await app.data(z.object({ node: z.object({ source: z.object({ image: z.unknown() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { source { ... on DatasetImport { image { height width channels fit } } } } } }', { id });
  expect(imported.node.source.image).toEqual({ height: 12, width: 16, channels: 3, fit: 'CONTAIN' });
});
