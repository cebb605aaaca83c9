import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { askModel, moveProduction, rate, verdictEnvironment, verdictModel } from '../support/experiments.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { importDigits } from '../support/trained-model.ts';
import { type Dashboard, expectNoSidewaysScroll, openDashboard } from './support/dashboard.ts';

vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;
let modelId: string;
let versions: string[];

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1, environment: verdictEnvironment }), openBrowser()]);
  ({ modelId, versions } = await verdictModel(app, await importDigits(app), ['YES', 'NO']));
  await moveProduction(app, 'setModelAlias', { modelId, modelVersionId: versions[0] });
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const region = (name: string | RegExp) => dashboard.page.getByRole('region', { name });
const row = (name: string) => region(/^Experiment:/).getByRole('row', { name });

async function giveReason(button: string, reason: string): Promise<void> {
  const { page } = dashboard;
  await page.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: button }).isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: button }).click();
}

test('an experiment is started on the model’s page, counts there, and is ended by a verdict', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(modelId)}`);
  await page.getByLabel('Share, %').fill('50');
  await page.getByRole('button', { name: 'Start experiment' }).click();
  await region(/^Experiment:/).getByText('50% of the subjects').waitFor();

  const subjects = Array.from({ length: 12 }, (_, index) => `visitor-${index}`);
  const made = await Promise.all(subjects.map((subject) => askModel(app, modelId, subject, { waitSeconds: 60 })));
  for (const { id, arm } of made) await rate(app, id, arm === 'CANDIDATE');
  const of = (arm: string) => made.filter((one) => one.arm === arm).length;
  await row(`Subjects ${of('CONTROL')} ${of('CANDIDATE')}`).waitFor();
  await row(`Satisfied at first 0% of ${of('CONTROL')} 100% of ${of('CANDIDATE')}`).waitFor();
  await region(/^Experiment:/).getByText(`100.0 % of its ${of('CANDIDATE')} subjects are satisfied`).waitFor();
  await expectNoSidewaysScroll(page);

  await giveReason('Promote v2', 'People like it.');
  await region('Past experiments').getByText('Promote candidate').waitFor();
  const newest = region('Alias history').getByRole('listitem').first();
  await newest.getByText('v1 → v2 after the experiment').waitFor();
  await newest.getByText('People like it.').waitFor();
  await newest.getByText('Numbers that decided').click();
  await newest.getByText('satisfaction/difference').waitFor();
});

test('what an alias was moved to is rolled back there, with a reason', async () => {
  const { page, faults } = dashboard;
  await giveReason('Roll back to v1', 'Complaints.');
  const newest = region('Alias history').getByRole('listitem').first();
  await newest.getByText('v2 → v1 rolled back').waitFor();
  await newest.getByText('Complaints.').waitFor();
  expect(await page.getByRole('button', { name: /^Roll back/ }).count()).toBe(0);
  expect(await moveProduction(app, 'setModelAlias', { modelId, modelVersionId: versions[1], expectedModelVersionId: versions[0] })).toMatchObject({ userErrors: [] });

  await page.setViewportSize({ width: 380, height: 800 });
  await page.reload();
  await page.getByRole('button', { name: 'Roll back to v1' }).waitFor();
  await expectNoSidewaysScroll(page);
  expect(faults).toEqual([]);
});
