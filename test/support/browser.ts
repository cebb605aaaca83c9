import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { unpackChromium } from './unpack-chromium.ts';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Starts a headless browser: the one at `CHROME_PATH`, else an installed Chromium or Chrome, else (Linux x64) the packaged
 * Chromium from npm. Close it, or hold it with `await using`.
 *
 * @throws where there is none, saying what to install.
 */
export async function openBrowser(): Promise<Browser> {
  const installed = process.env['CHROME_PATH'] ?? INSTALLED.find((path) => existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: argumentsHere(), env: environmentHere() });
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser for the browser tests: install Chrome or Chromium, or give its path in CHROME_PATH.');
  }
  const folder = await unpackChromium();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // The packaged build has no zygote of its own to fork renderers from; WebGL is drawn in software.
    args: [...argumentsHere(), '--no-zygote', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    env: {
      ...environmentHere(),
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}

/** Chromium's sandbox cannot start as root nor in most containers; the tests open their own pages only. */
const argumentsHere = () => ['--no-sandbox', '--no-proxy-server', '--force-color-profile=srgb'];

/** Under the POSIX locale `navigator.language` is "en-US@posix", which `Intl` refuses. */
const environmentHere = () => ({ ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' });
