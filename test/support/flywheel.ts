import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type ApiClient, apiClient } from './api-client.ts';
import { createTestDatabase } from './database.ts';

const ready = z.object({ type: z.literal('ready') });
const serverReady = ready.extend({ url: z.string() });

export interface StoringFlywheel extends ApiClient {
  /** Where stored files lie. */
  readonly storeFolder: string;
}

export interface Flywheel extends StoringFlywheel {
  readonly databaseUrl: string;
  readonly server: ChildProcess;
  readonly workers: readonly ChildProcess[];
  startWorker(): Promise<ChildProcess>;
  /** One more API process on the same database and store; its address, and the process. */
  startServer(): Promise<{ readonly url: string; readonly server: ChildProcess }>;
  /** Stops all processes in order and removes what they left. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Workers; 0 where absent. */
  readonly workers?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A real server with real workers, on a database, a port and a folder of its own. */
export async function startFlywheel({ workers = 0, environment = {} }: StartOptions = {}): Promise<Flywheel> {
  const database = await createTestDatabase();
  const home = await mkdtemp(join(tmpdir(), 'flywheel-'));
  const rootKey = 'a-root-key-for-tests-only';
  const shared = { ...process.env, NODE_ENV: 'development', LOG_LEVEL: 'error', DATABASE_URL: database.url, FLYWHEEL_HOME: home, FLYWHEEL_SAMPLE: 'off', ...environment };
  const servers: ChildProcess[] = [];
  const startServer = async () => {
    const server = startProcess('server.ts', { ...shared, PORT: '0', HOST: '127.0.0.1', FLYWHEEL_ROOT_KEY: rootKey });
    servers.push(server);
    const { url } = serverReady.parse(await firstMessage(server));
    return { url, server };
  };
  const { url, server } = await startServer();
  const running: ChildProcess[] = [];
  const startWorker = async () => {
    const worker = startProcess('worker.ts', shared);
    running.push(worker);
    ready.parse(await firstMessage(worker));
    return worker;
  };
  for (let number = 0; number < workers; number += 1) await startWorker();

  return {
    ...apiClient(url, rootKey),
    databaseUrl: database.url,
    storeFolder: join(home, 'store'),
    server,
    workers: running,
    startWorker,
    startServer,
    async stop() {
      await Promise.all(running.map(stopProcess));
      await Promise.all(servers.map(stopProcess));
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function startProcess(entrance: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return fork(new URL(`../../src/${entrance}`, import.meta.url), [], { execArgv: [], env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function firstMessage(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process ended with ${String(code)} before it was ready.`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return message;
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
