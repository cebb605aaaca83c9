import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type ApiClient, apiClient } from '../../support/api-client.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const NO_REGISTRY = /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;
const failure = z.object({ stdout: z.string(), stderr: z.string() });

/** A stranger's environment: npm tells the programs that it runs where it stands, and whether scripts are off. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_ENV|FLYWHEEL_)/.test(name) || name === 'FLYWHEEL_CACHE'));

/** Runs a command to its end; what it printed. @throws with all that it said. */
export async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd: folder, env: environment, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout, stderr } = failure.parse(error);
    throw new Error(`${[command, ...args].join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** The clone's own package and its pinned compilers, as a person would name them. */
export async function packFlywheel(): Promise<{ tarball: string; tools: string[] }> {
  const manifest = z.object({ devDependencies: z.object({ typescript: z.string(), vitest: z.string() }) });
  const { devDependencies } = manifest.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const printed = await run(ROOT, process.execPath, 'scripts/pack.mjs');
  return { tarball: printed.trim().split('\n').at(-1) ?? '', tools: [`typescript@${devDependencies.typescript}`, `vitest@${devDependencies.vitest}`] };
}

/** An empty folder, as `mkdir` and `npm init` make it. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-stranger-'));
  await run(folder, 'npm', 'init', '--yes');
  return folder;
}

/** Whether it could be installed; false where npm's registry cannot be reached. */
export async function install(folder: string, ...packages: string[]): Promise<boolean> {
  try {
    await run(folder, 'npm', 'install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...packages);
    return true;
  } catch (error) {
    if (error instanceof Error && NO_REGISTRY.test(error.message)) return false;
    throw error;
  }
}

/** Puts one line behind the list's first. */
export async function addLine(folder: string, line: string): Promise<void> {
  const file = join(folder, 'flywheel.config.ts');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('plugins: [\n', `plugins: [\n${line}\n`));
}

export interface Started extends ApiClient {
  /** What it printed. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** `npx flywheel start`, until it says that it runs. */
export async function start(folder: string): Promise<Started> {
  const settings = { PORT: '0', FLYWHEEL_SAMPLE: 'off', NODE_ENV: 'development' };
  const child = spawn(join(folder, 'node_modules/.bin/flywheel'), ['start'], { cwd: folder, env: { ...environment, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const found = new Promise<RegExpExecArray>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const match = /Dashboard +(http\S+)\/[\s\S]*Root key +(\S+)[\s\S]*Ctrl-C/.exec(lines.join('\n'));
        if (match) resolve(match);
      });
    }
    child.once('exit', (code) => reject(new Error(`flywheel start ended with ${code}:\n${lines.join('\n')}`)));
  });
  const [, url = '', rootKey = ''] = await found;
  return { ...apiClient(url, rootKey), lines, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGINT');
  await gone;
}

export const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
