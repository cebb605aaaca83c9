import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { startFlywheel, type Flywheel } from '../support/flywheel.ts';

let app: Flywheel;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ environment: { FLYWHEEL_LOCAL_SIGN_IN: 'off' } }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test('asks for a key, refuses a wrong one in words, takes a right one and keeps it for the tab', async () => {
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(app.url);
  await page.getByLabel('API key').fill('fw_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('did not take this key').waitFor();
  await page.getByLabel('API key').fill(app.rootKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Training runs' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Training runs' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();
});

test('takes a key out of the address bar at once', async () => {
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${app.url}/datasets#key=${app.rootKey}`);
  await page.getByRole('heading', { name: 'Datasets' }).waitFor();
  expect(page.url()).toBe(`${app.url}/datasets`);
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
});

test('a key that may look alone finds its way to what it sees; one that is revoked while the page is open leads back to the form', async () => {
  const create = 'mutation { createApiKey(input: { name: "Page", scopes: [READ] }) { apiKey { id } secret } }';
  const { createApiKey: made } = await app.data(createdKey, create);
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${app.url}/#key=${made.secret}`);
  await page.getByText('No training runs yet').waitFor();
  expect(await page.getByRole('navigation', { name: 'Sections' }).getByRole('link').allTextContents()).toEqual(['Runs', 'Datasets', 'Models', 'People']);
  // Nothing that it would be refused is offered.
  expect(await page.getByRole('link', { name: 'New run' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Datasets', exact: true }).click();
  await page.getByText('No datasets yet').waitFor();
  expect(await page.getByRole('button', { name: 'Create' }).count()).toBe(0);
  await page.goto(`${app.url}/webhooks`);
  await page.getByText('Managing webhooks takes a key that has the scope ADMIN').waitFor();
  await page.goto(app.url);
  await page.getByText('No training runs yet').waitFor();
  await app.ask('mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { userErrors { code } } }', { id: made.apiKey.id });
  await page.getByRole('alert').getByText('did not take this key').waitFor();
});

const createdKey = z.object({ createApiKey: z.object({ apiKey: z.object({ id: z.string() }), secret: z.string() }) });
