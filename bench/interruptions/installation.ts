import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startEmbeddedPostgres } from '../../src/database/embedded/start.ts';
import { apiClient } from '../../test/support/api-client.ts';
import type { StoringFlywheel } from '../../test/support/flywheel.ts';

export type ProcessName = 'server' | 'worker';

/** A server and a worker of their own that can be killed and started again, on a PostgreSQL that lives on. */
export interface Installation extends StoringFlywheel {
  /** SIGKILL, then a new one at the same address and on the same files. */
  replace(name: ProcessName): Promise<void>;
  stop(): Promise<void>;
}

const key = 'a-root-key-for-checks-only';
const ready = z.object({ type: z.literal('ready'), url: z.string().default('') });

export interface InstallOptions {
  /** Called with the folder of the store before anything runs; its answer is called at the end. */
  readonly prepareStore?: (folder: string) => Promise<() => Promise<void>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function install({ prepareStore = () => Promise.resolve(() => Promise.resolve()), environment: own = {} }: InstallOptions = {}): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-check-'));
  const postgres = await startEmbeddedPostgres({ home: join(folder, 'database'), log: () => undefined });
  const home = join(folder, 'home');
  const storeFolder = join(home, 'store');
  const unprepare = await prepareStore(storeFolder);
  const environment = { ...process.env, NODE_ENV: 'development', LOG_LEVEL: 'fatal', DATABASE_URL: postgres.url, FLYWHEEL_HOME: home, FLYWHEEL_SAMPLE: 'off', FLYWHEEL_ROOT_KEY: key, HOST: '127.0.0.1', PORT: '0', ...own };
  const server = await started('server', environment);
  const running = { server: server.child, worker: (await started('worker', environment)).child };
  const sameAddress = { ...environment, PORT: new URL(server.url).port };
  return {
    ...apiClient(server.url, key),
    storeFolder,
    async replace(name) {
      await ended(running[name], 'SIGKILL');
      running[name] = (await started(name, sameAddress)).child;
    },
    async stop() {
      await ended(running.worker, 'SIGTERM');
      await ended(running.server, 'SIGTERM');
      await postgres.stop();
      await unprepare();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function started(name: ProcessName, env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url)), [], { execArgv: [], env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const lost = once(child, 'exit').then(() => Promise.reject(new Error(`The ${name} ended at its start.`)));
  lost.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), lost]);
  return { child, url: ready.parse(message).url };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit');
  if (child.kill(signal)) await gone;
}
