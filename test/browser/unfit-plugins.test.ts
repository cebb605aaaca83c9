import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../support/browser.ts';
import { startFlywheel, type Flywheel } from '../support/flywheel.ts';

let app: Flywheel;
beforeAll(async () => {
  const config = fileURLToPath(new URL('../support/plugins/broken.config.ts', import.meta.url));
  app = await startFlywheel({ environment: { FLYWHEEL_CONFIG: config, LOG_LEVEL: 'silent' } });
});
afterAll(() => app?.stop());

const answer = z.object({ algorithms: z.array(z.object({ key: z.string() })), serverInfo: z.object({ unfitPlugins: z.array(z.object({ name: z.string(), problems: z.array(z.string()) })) }) });

test('a plugin that is unfit is left out alone, and is named with the place and the fix', async () => {
  const { algorithms, serverInfo } = await app.data(answer, '{ algorithms { key } serverInfo { unfitPlugins { name problems } } }');
  expect(algorithms).toEqual([{ key: 'mean' }]);
  expect(serverInfo.unfitPlugins).toEqual([
    { name: 'mean', problems: ['Plugin "mean": another plugin has this key; give it one of its own.'] },
    { name: 'range', problems: ['Plugin "range": hyperparameters.epochs default 500 must be at most 100, not 500.'] },
    { name: 'older', problems: ['Plugin "older": apiVersion is 0, this server speaks 1; install a version of the plugin made for it.'] },
    { name: 'plugins[4]', problems: [expect.stringMatching(/^plugins\[4\] of broken\.config\.ts could not be loaded: .*flywheel-plugin-that-is-not-installed.* Install it beside the configuration/)] },
    { name: 'plugins[5]', problems: ['plugins[5] of broken.config.ts could not be loaded: The moon is down. Its author can tell more; until then take its line out.'] },
    { name: 'clash', problems: [expect.stringMatching(/^Plugin "clash": its part of the API does not fit: .*state.*names of their own/)] },
  ]);
});

test('the dashboard says so', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(app.url);
    await page.getByRole('alert').getByText('The plugin range is left out.').waitFor();
    await page.getByRole('alert').getByText('must be at most 100, not 500').waitFor();
  } finally {
    await browser.close();
  }
});
