import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text, textOf } from '../support/appending.ts';
import { openBrowser } from '../support/browser.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { generateGuess, guessEnvironment, trainGuess } from '../support/guess-model.ts';
import { type Dashboard, expectNoSidewaysScroll, openDashboard } from './support/dashboard.ts';

let app: Flywheel;
let browser: Browser;
let dashboard: Dashboard;
let modelId: string;
let modelVersionId: string;
const { dataset, imported } = appending(() => app);
const { giveBatch } = giving(() => app);

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1, environment: guessEnvironment }), openBrowser()]);
  const version = await imported(await dataset('TEXT'), 'JSONL', 'texts.jsonl', jsonl(range(0, 100).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  ({ modelId, modelVersionId } = await trainGuess(app, version.id));
  dashboard = await openDashboard(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test('a person reviews what people disagree about: one is labelled, one is skipped, then nothing is left', async () => {
  for (const index of [1, 2]) {
    const generationId = await generateGuess(app, modelVersionId, { text: textOf(9000 + index) });
    await giveBatch([{ generationId, subject: `a ${index}`, rating: 'POSITIVE' }, { generationId, subject: `b ${index}`, correction: { label: 'money' } }]);
  }
  const { page } = dashboard;
  await page.goto(`${app.url}/models/${encodeURIComponent(modelId)}`);
  await page.getByRole('link', { name: 'Review' }).click();
  const asked = page.getByRole('region', { name: 'Asked' });
  await asked.getByText('People disagree.').waitFor();
  const first = (await asked.textContent()) ?? '';
  await page.getByText('2 waiting').waitFor();
  await page.getByText('People say: card (1), money (1)').waitFor();
  await expectNoSidewaysScroll(page);
  await page.getByLabel('It is').selectOption('money');
  await page.getByRole('button', { name: 'Label' }).click();
  await page.getByText('1 waiting').waitFor();
  await asked.getByText('People disagree.').waitFor();
  expect(await asked.textContent()).not.toBe(first);
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByText('Nothing waits for you.').waitFor();
  const shape = z.object({ node: z.object({ consensusLabels: z.object({ edges: z.array(z.object({ node: z.object({ label: z.string(), isReviewed: z.boolean() }) })) }) }) });
  const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { consensusLabels(state: USABLE) { edges { node { label isReviewed } } } } } }', { id: modelId });
  expect(node.consensusLabels.edges).toEqual([{ node: { label: 'money', isReviewed: true } }]);
});
