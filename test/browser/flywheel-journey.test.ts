import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { range } from '../support/appending.ts';
import { openBrowser } from '../support/browser.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { labelOf, textOf, type Wheel, wheelEnvironment, wheeling, WORDS } from '../support/wheel.ts';
import { isSigned, Receiver } from '../support/webhook-receiver.ts';
import { type Dashboard, expectNoSidewaysScroll, openDashboard } from './support/dashboard.ts';

vi.setConfig({ testTimeout: 240_000 });

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;
let wheel: Wheel;
const { begin, ask, use, cycles, policyOf } = wheeling(() => app);
const { giveBatch } = giving(() => app);

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1, environment: { ...wheelEnvironment, FLYWHEEL_WEBHOOK_NETWORKS: '127.0.0.1/32' } }), openBrowser()]);
  wheel = await begin();
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
  dashboard.page.setDefaultTimeout(120_000);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const region = (name: string | RegExp) => dashboard.page.getByRole('region', { name, exact: true });
const step = (name: string) => dashboard.page.getByRole('listitem').filter({ has: dashboard.page.locator('strong', { hasText: name }) });

/** Asks a version on its page; the class that it answers. */
async function askOnPage(modelVersionId: string, text: string): Promise<string> {
  const { page } = dashboard;
  await page.goto(`${app.url}/generate?model-version=${encodeURIComponent(modelVersionId)}`);
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Generate' }).click();
  const first = region('Result').getByRole('list', { name: 'Class probabilities' }).getByRole('listitem').first();
  return ((await first.textContent()) ?? '').replace(/[\d.]+%$/, '');
}

/** A text that production gets wrong. */
async function misread(): Promise<number> {
  for (const index of range(30_000, 30_030)) {
    if ((await ask(wheel.modelId, textOf(index, WORDS), 'somebody')).label !== labelOf(index)) return index;
  }
  throw new Error('Production knows all texts.');
}

test('a policy is set by its form, which says at a field what is wrong there', async () => {
  const { page } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(wheel.modelId)}`);
  await page.getByText('no policy').waitFor();
  await page.getByRole('link', { name: 'Flywheel', exact: true }).last().click();
  const form = page.getByRole('form', { name: 'Policy' });
  await form.getByLabel('Minimum feedback').fill('0');
  const metric = form.getByLabel('Metric');
  expect(await metric.inputValue()).toBe('accuracy');
  for (const [name, hint] of [['loss', 'Of loss lower is better.'], ['kl', 'No evaluation of this model can tell a better candidate by it, but by accuracy, loss, macro_f1, rarest_recall.'], ['accuracy', 'Of accuracy higher is better.']] as const) {
    await metric.fill(name);
    await form.getByText(hint).waitFor();
  }
  await form.getByLabel('Minimum improvement').fill('0.1');
  await form.getByLabel('Smoothing').fill('0.5');
  await form.getByLabel('Schedule, hours').fill('168');
  await form.getByLabel('Training in a week, hours').fill('2');
  await form.getByLabel('Approval').check();
  await form.getByRole('button', { name: 'Set policy' }).click();
  await form.getByText('minimumFeedback must be from 1 to 1000000, not 0.').waitFor();
  await form.getByLabel('Minimum feedback').fill('30');
  await form.getByRole('button', { name: 'Set policy' }).click();
  await region('Policy').getByText('0 of 30 usable').waitFor();
  await form.getByRole('button', { name: 'Change policy' }).waitFor();
  expect(await Promise.all(['Smoothing', 'Schedule, hours', 'Training in a week, hours'].map((label) => form.getByLabel(label).inputValue()))).toEqual(['0.5', '168', '2']);
  await page.getByRole('button', { name: 'Turn now' }).click();
  await region('Policy').getByText('0 usable records came since the last cycle, and at least 1 is needed').waitFor();
});

test('a person corrects an answer, settles what others disagree about, sees the cycle run, agrees, and the model answers better', async () => {
  const { page } = dashboard;
  const index = await misread();
  expect(await askOnPage(wheel.modelVersionId, textOf(index, WORDS))).not.toBe(labelOf(index));
  const result = region('Result');
  await result.getByRole('button', { name: 'Thumbs down' }).click();
  await result.getByLabel('It is rather').selectOption(labelOf(index));
  await result.getByRole('button', { name: 'Send remark' }).click();
  await result.getByText('Your remark is stored too.').waitFor();

  for (const other of [31_001, 31_002]) {
    const { id, label } = await ask(wheel.modelId, textOf(other, WORDS), 'somebody');
    await giveBatch([{ generationId: id, subject: `a ${other}`, rating: 'POSITIVE' }, { generationId: id, subject: `b ${other}`, correction: { label: label === 'money' ? 'loan' : 'money' } }]);
  }
  await page.goto(`${app.url}/models/${encodeURIComponent(wheel.modelId)}`);
  await page.getByRole('link', { name: 'Review' }).click();
  const asked = page.getByRole('region', { name: 'Asked' });
  await asked.getByText('People disagree.').waitFor();
  const first = (await asked.textContent()) ?? '';
  await page.getByText('2 waiting').waitFor();
  await page.getByText(/People say: \w+ \(1\), \w+ \(1\)/).waitFor();
  await expectNoSidewaysScroll(page);
  await page.getByLabel('It is').selectOption(labelOf(first.includes(textOf(31_001, WORDS)) ? 31_001 : 31_002));
  await page.getByRole('button', { name: 'Label' }).click();
  await page.getByText('1 waiting').waitFor();
  await asked.getByText('People disagree.').waitFor();
  expect(await asked.textContent()).not.toBe(first);
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByText('Nothing waits for you.').waitFor();

  await page.goto(`${app.url}/models/${encodeURIComponent(wheel.modelId)}/flywheel`);
  await use(wheel, range(32_000, 32_080));
  await step('Assess').getByText('Usable feedback becomes a new dataset version.').waitFor();
  await region('Cycle 1').getByText(/Set off by feedback \(feedback\/usable \d\d\)/).waitFor();
  await step('Train').getByText(/Version 2 with \d+ samples passed the quality gate\./).waitFor();
  await step('Train').getByRole('link', { name: 'Cycle 1' }).waitFor();
  await step('Evaluate').getByText('measured beside version 1, in production').waitFor();
  await step('Clean').getByText('Skipped').waitFor();
  await step('Decide').getByText('A person has to agree.').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Looks right.');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await region('Cycle 1').getByText('Promoted').waitFor();
  await step('Decide').getByText('Looks right.').waitFor();
  await page.getByRole('link', { name: 'Candidate v2' }).click();
  await page.getByText('production', { exact: true }).first().waitFor();
  const candidate = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  expect(candidate).not.toBe(wheel.modelVersionId);
  expect(await askOnPage(candidate, textOf(index, WORDS))).toBe(labelOf(index));
  expect((await ask(wheel.modelId, textOf(index, WORDS), 'somebody')).label).toBe(labelOf(index));
});

test('“Turn now” does not wait for the minimum; a candidate that is no better is held, and before and after are shown', async () => {
  const { page } = dashboard;
  await use(wheel, [33_000]);
  await page.goto(`${app.url}/models/${encodeURIComponent(wheel.modelId)}/flywheel`);
  await page.getByRole('button', { name: 'Turn now' }).click();
  await region('Cycle 2').getByText('Set off by a person').waitFor();
  await region('Cycle 2').getByText('Held', { exact: true }).waitFor();
  await step('Decide').getByText('and 0.1 is asked').waitFor();
  await step('Evaluate').getByText('Production v2').waitFor();
  const rows = page.getByRole('table', { name: 'Cycles' }).getByRole('row');
  await rows.nth(1).getByText('Held').waitFor();
  expect(await rows.nth(1).textContent()).toMatch(/^2.*Held.*a person.*v3 accuracy is/);
  expect(await rows.nth(2).textContent()).toMatch(/^1.*Promoted.*feedback.*v2 Looks right\./);
  expect(await page.getByRole('img', { name: /^Accuracy:/ }).getAttribute('aria-label')).toMatch(/Production 0\.\d+, Candidate 0\.\d+/);
});

test('a person is exported, counted and erased, by a key that may', async () => {
  const { page } = dashboard;
  const { id } = await ask(wheel.modelId, textOf(34_000, WORDS), 'erika');
  await giveBatch([{ generationId: id, subject: 'erika', rating: 'POSITIVE' }]);
  await page.goto(`${app.url}/people`);
  await page.getByText('Exporting and erasing what is held on a person takes a key that has the scope ADMIN').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  const sections = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
  expect(await sections.allTextContents()).toEqual(['Runs', 'Datasets', 'Models', 'Generate', 'People']);
  await page.goto(`${app.url}/people#key=${app.rootKey}`);
  await page.reload();
  await sections.filter({ hasText: 'Webhooks' }).waitFor();
  await page.getByLabel('Subject').fill('erika');
  await page.getByRole('button', { name: 'Export' }).click();
  const link = page.getByRole('link', { name: 'All that is held on this person' });
  await link.waitFor();
  const archive = await fetch((await link.getAttribute('href')) ?? '');
  expect(await archive.json()).toMatchObject({ feedback: [{ rating: 'POSITIVE' }] });
  await page.getByRole('button', { name: 'Count what would go' }).click();
  const form = region('A person');
  await form.getByText('Succeeded What would go').waitFor();
  await page.getByRole('button', { name: 'Erase' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Erase for good' }).click();
  await form.getByText('Succeeded What went').waitFor();
  await page.reload();
  expect(await region('Erasure').textContent()).toMatch(/Succeeded.*What went.*Samples0.*Feedback1/);
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
  for (const place of [1, 2]) expect(await rows.nth(place).textContent()).toMatch(/^\d[A-Z][a-z]+ [A-Z][a-z]+ [2-9A-Z]{5}/);
  await context.close();
});

test('the policy is paused and resumed, on a phone', async () => {
  const { page, faults } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(wheel.modelId)}/flywheel`);
  await page.setViewportSize({ width: 380, height: 800 });
  await page.getByRole('button', { name: 'Pause' }).click();
  await region('Policy').getByText('Paused', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Turn now' }).isDisabled()).toBe(true);
  await page.reload();
  await page.getByRole('img', { name: /^Accuracy:/ }).waitFor();
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Resume' }).click();
  await region('Policy').getByText('On', { exact: true }).waitFor();
  expect(faults).toEqual([]);
});

test('insights: what it cost, and a curve of satisfaction with what happened marked on it, on a phone; prices set by a form; a download as CSV; printed without controls', async () => {
  const { page, faults } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(wheel.modelId)}`);
  await page.getByRole('link', { name: 'Insights' }).click();
  await region('Costs').getByText('Nobody set prices yet').waitFor();
  await region('Costs').getByRole('row', { name: /^Training 3 .* – –$/ }).waitFor();
  const prices = page.getByRole('form', { name: 'Prices' });
  for (const [label, text] of [['Currency', 'eu'], ['Price of an hour', '0.4'], ['More with a GPU', '2.5']] as const) await prices.getByLabel(label).fill(text);
  await prices.getByRole('button', { name: 'Set prices' }).click();
  await prices.getByRole('alert').getByText('currency must be three capital letters').waitFor();
  await prices.getByLabel('Currency').fill('eur');
  await prices.getByRole('button', { name: 'Set prices' }).click();
  await region('Costs').getByText('An hour of computing costs 0.4 EUR, and 2.5 EUR more on a GPU.').waitFor();
  await region('Costs').getByRole('row', { name: /^Training 3 .* EUR [\d.]+ EUR$/ }).waitFor();
  const satisfaction = region('Satisfaction over time');
  await satisfaction.getByText('Version 2 into production: Cycle 1: Looks right.').waitFor();
  await satisfaction.getByRole('img', { name: /^Satisfied, %: Satisfied [\d.]+, Low [\d.]+, High [\d.]+$/ }).and(page.locator('[data-points="1"][data-marks="4"]')).waitFor();
  await satisfaction.getByText(/^.{10,14}4 Cycle 2: held/).waitFor();
  await expectNoSidewaysScroll(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('insights.csv');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  expect(await region('Costs').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
  expect(faults).toEqual([]);
});

test('a key that may look alone is offered nothing that it would be refused, whichever page it opens', async () => {
  const { createApiKey } = await app.data(z.object({ createApiKey: z.object({ secret: z.string() }) }), 'mutation { createApiKey(input: { name: "Looks", scopes: [READ] }) { secret } }', {});
  const [cycle] = await cycles(await policyOf(wheel));
  const [model, version, made] = [wheel.modelId, cycle?.datasetVersion?.id ?? '', cycle?.candidate?.id ?? ''].map(encodeURIComponent);
  await using context = await browser.newContext();
  const { page, faults } = await openDashboard(context);
  await page.goto(`${app.url}/#key=${createApiKey.secret}`);
  const looks = /^(form |First|← Previous|Next →|Print|\d+|← Worse|Better →|(Relabelled|Moved|Added|Removed) \(\d+\))$/;
  const addresses = [
    '/', '/runs/new', `/runs/${encodeURIComponent(cycle?.trainingRun?.id ?? '')}`, '/datasets', `/datasets/${encodeURIComponent(wheel.datasetId)}`, `/dataset-versions/${version}`, `/dataset-versions/${version}/samples`, `/dataset-versions/${version}/compare`,
    `/dataset-versions/${version}/lineage`, '/models', `/models/${model}`, `/models/${model}/review`, `/models/${model}/flywheel`, `/models/${model}/insights`, `/model-versions/${made}`, '/people', '/webhooks', '/generate',
  ];
  for (const address of addresses) {
    await page.goto(`${app.url}${address}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => page.getByText('Loading').count(), { timeout: 20_000 }).toBe(0);
    await page.waitForLoadState('networkidle');
    const forms = await page.locator('main form').evaluateAll((all) => all.map((form) => `form ${form.getAttribute('aria-label') ?? ''}`));
    expect([...forms, ...(await page.locator('main button').allTextContents())].filter((name) => !looks.test(name)), address).toEqual([]);
  }
  expect(faults).toEqual([]);
});
