import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { trainSmallVae } from '../support/trained-model.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const FILES: Readonly<Record<string, string>> = {
  '/generate.html': fileURLToPath(new URL('../../examples/browser/generate.html', import.meta.url)),
  '/tf.min.js': fileURLToPath(import.meta.resolve('@tensorflow/tfjs/dist/tf.min.js')),
};

let app: Flywheel;
let browser: Browser;
let site: Server;

beforeAll(async () => {
  [app, browser] = await Promise.all([startFlywheel({ workers: 1 }), openBrowser()]);
  // A page of somebody else's site, as a product's front end is.
  site = createServer(async (request, response) => {
    const file = FILES[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(file ? 200 : 404, { 'content-type': file?.endsWith('.js') ? 'text/javascript' : 'text/html' });
    response.end(file ? await readFile(file) : '');
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await app?.stop();
});

test('a browser draws a digit from the published files with plain TensorFlow.js', async () => {
  const id = await trainSmallVae(app);
  const files = z.object({ node: z.object({ files: z.array(z.object({ path: z.string(), url: z.string() })) }) });
  const { node } = await app.data(files, 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { files { path url } } } }', { id });
  const model = node.files.find(({ path }) => path === 'decoder/model.json')?.url ?? '';

  const address = site.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/generate.html?model=${encodeURIComponent(model)}`);
  const status = page.getByRole('status');
  await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent !== 'Loading…', undefined, { timeout: 60_000 });
  expect(await status.innerText()).toMatch(/^Drawn by/);
  const drawn = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return { width: canvas.width, height: canvas.height, shades: new Set(pixels).size };
  });
  expect(drawn).toMatchObject({ width: 28, height: 28 });
  expect(drawn.shades).toBeGreaterThan(20);
});
