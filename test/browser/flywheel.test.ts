import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { appending, jsonl, range, text, textOf } from '../support/appending.ts';
import { openBrowser } from '../support/browser.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { generateGuess, guessEnvironment, trainGuess } from '../support/guess-model.ts';
import { isSigned, Receiver } from '../support/webhook-receiver.ts';
import { type Dashboard, expectNoSidewaysScroll, openDashboard } from './support/dashboard.ts';

vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;
let modelId: string;
let modelVersionId: string;
const { dataset, imported } = appending(() => app);
const { giveBatch } = giving(() => app);

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1, environment: { ...guessEnvironment, FLYWHEEL_WEBHOOK_NETWORKS: '127.0.0.1/32' } }), openBrowser()]);
  const version = await imported(await dataset('TEXT'), 'JSONL', 'texts.jsonl', jsonl(range(0, 100).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  ({ modelId, modelVersionId } = await trainGuess(app, version.id));
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
  dashboard.page.setDefaultTimeout(120_000);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const region = (name: string | RegExp) => dashboard.page.getByRole('region', { name, exact: true });
const step = (name: string) => dashboard.page.getByRole('listitem').filter({ has: dashboard.page.locator('strong', { hasText: name }) });

/** Corrections of two people each, so that they count; nobody said anything of these texts before. */
async function correct(indices: readonly number[]): Promise<void> {
  const made = await Promise.all(indices.map((index) => generateGuess(app, modelVersionId, { text: textOf(index) })));
  await giveBatch(made.flatMap((generationId) => ['ann', 'ben'].map((subject) => ({ generationId, subject, correction: { label: 'money' } }))));
}

test('a policy is set by its form, which says at a field what is wrong there', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(modelId)}`);
  await page.getByText('no policy').waitFor();
  await page.getByRole('link', { name: 'Flywheel', exact: true }).last().click();
  const form = page.getByRole('form', { name: 'Policy' });
  await form.getByLabel('Minimum feedback').fill('0');
  expect(await form.getByLabel('Metric').inputValue()).toBe('loss');
  await form.getByLabel('Minimum improvement').fill('0.1');
  await form.getByLabel('Width').fill('7');
  await form.getByLabel('Schedule, hours').fill('168');
  await form.getByLabel('Approval').check();
  await form.getByRole('button', { name: 'Set policy' }).click();
  await form.getByText('minimumFeedback must be from 1 to 1000000, not 0.').waitFor();
  await form.getByLabel('Minimum feedback').fill('2');
  await form.getByRole('button', { name: 'Set policy' }).click();
  await region('Policy').getByText('0 of 2 usable').waitFor();
  await form.getByRole('button', { name: 'Change policy' }).waitFor();
  expect([await form.getByLabel('Width').inputValue(), await form.getByLabel('Schedule, hours').inputValue()]).toEqual(['7', '168']);
});

test('feedback sets a cycle off, which runs to a candidate that waits for a person, is approved, and is in production', async () => {
  const { page } = dashboard;
  await correct([9001, 9002]);
  await step('Assess').getByText('Usable feedback becomes a new dataset version.').waitFor();
  await region('Cycle 1').getByText('Set off by feedback (feedback/usable 2)').waitFor();
  await step('Train').getByText('Version 2 with 102 samples passed the quality gate.').waitFor();
  await step('Train').getByRole('link', { name: 'Cycle 1' }).waitFor();
  await step('Evaluate').getByText('nothing is in production').waitFor();
  await step('Clean').getByText('Skipped').waitFor();
  await step('Decide').getByText('A person has to agree.').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Looks right.');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await region('Cycle 1').getByText('Promoted').waitFor();
  await step('Decide').getByText('Looks right.').waitFor();
  await page.getByRole('link', { name: 'Candidate v2' }).click();
  await page.getByText('production', { exact: true }).first().waitFor();
  await page.goBack();
});

test('“Turn now” does not wait for the minimum; a candidate of which nobody can say that it is better is held, and before and after are shown', async () => {
  const { page } = dashboard;
  await correct([9003]);
  await page.getByRole('button', { name: 'Turn now' }).click();
  await region('Cycle 2').getByText('Set off by a person').waitFor();
  await region('Cycle 2').getByText('Held', { exact: true }).waitFor();
  await step('Decide').getByText('Nobody says whether more or less loss is better').waitFor();
  await step('Evaluate').getByText('Production v2').waitFor();
  const rows = page.getByRole('table', { name: 'Cycles' }).getByRole('row');
  await rows.nth(1).getByText('Held').waitFor();
  expect(await rows.nth(1).textContent()).toMatch(/^2.*Held.*a person.*00.*v3 Nobody says/);
  expect(await rows.nth(2).textContent()).toMatch(/^1.*Promoted.*feedback.*v2 Looks right\./);
  expect(await page.getByRole('img', { name: /^Loss:/ }).getAttribute('aria-label')).toMatch(/Production 0, Candidate 0/);
});

test('an administrator sees who corrected, under pseudonyms, and makes, tries, pauses and deletes a webhook', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  const receiver = new Receiver();
  const url = `${await receiver.listen()}/dashboard`;
  await page.goto(`${app.url}/webhooks#key=${app.rootKey}`);
  const form = page.getByRole('form', { name: 'New webhook' });
  await form.getByLabel('Address').fill('http://example.org/');
  await form.getByRole('button', { name: 'Create webhook' }).click();
  await form.getByRole('alert').getByText('url must begin with https://.').waitFor();
  await form.getByLabel('Address').fill(url);
  await form.getByRole('button', { name: 'Create webhook' }).click();
  const secret = await form.getByRole('status').locator('code').textContent();
  await card(url).getByRole('button', { name: 'Send a test' }).click();
  const [received] = await receiver.at('/dashboard');
  expect(received && isSigned(received, secret ?? '')).toBe(true);
  await card(url).getByRole('row').filter({ hasText: 'test' }).getByText('Delivered').waitFor();
  await card(url).getByRole('button', { name: 'Pause' }).click();
  await card(url).getByText('Paused', { exact: true }).waitFor();
  await card(url).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await card(url).waitFor({ state: 'detached' });
  receiver.close();
  await page.getByRole('link', { name: 'People', exact: true }).click();
  const rows = page.getByRole('table', { name: 'Contributors' }).getByRole('row');
  await rows.nth(2).waitFor();
  // The third correction is in the version of the cycle that was held for being no better, whose data stays.
  for (const place of [1, 2]) expect(await rows.nth(place).textContent()).toMatch(/^1[A-Z][a-z]+ [A-Z][a-z]+ [2-9A-Z]{5}Helper33$/);
  await context.close();
});

test('the policy is paused and resumed, on a phone', async () => {
  const { page, faults } = dashboard;
  await page.setViewportSize({ width: 380, height: 800 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await region('Policy').getByText('Paused', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Turn now' }).isDisabled()).toBe(true);
  await page.reload();
  await page.getByRole('img', { name: /^Loss:/ }).waitFor();
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Resume' }).click();
  await region('Policy').getByText('On', { exact: true }).waitFor();
  expect(faults).toEqual([]);
});

test('insights: what it cost and what happened, on a phone; a download as CSV; printed without controls', async () => {
  const { page, faults } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(modelId)}`);
  await page.getByRole('link', { name: 'Insights' }).click();
  await region('Costs').getByText('Nobody set prices yet').waitFor();
  await region('Costs').getByRole('row', { name: /^Training 3 / }).waitFor();
  await region('Satisfaction over time').getByText('Version 2 into production: Cycle 1: Looks right.').waitFor();
  await expectNoSidewaysScroll(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('insights.csv');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  expect(await region('Costs').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
  expect(faults).toEqual([]);
});
