import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createTestDatabase } from './database.ts';

const ready = z.object({ type: z.literal('ready') });
const serverReady = ready.extend({ url: z.string() });
const answer = z.object({ data: z.unknown().optional(), errors: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional(), extensions: z.object({ code: z.string() }).loose().optional() })).optional() });
export type Answer = z.infer<typeof answer>;

export interface Flywheel {
  readonly url: string;
  readonly rootKey: string;
  readonly databaseUrl: string;
  /** Where stored files lie. */
  readonly storeFolder: string;
  readonly server: ChildProcess;
  readonly workers: readonly ChildProcess[];
  /** Sends an operation with a key (the root key where absent, none where null). */
  ask(query: string, variables?: Record<string, unknown>, key?: string | null): Promise<Answer>;
  /** The same, and its data parsed; fails where there are errors. */
  data<T>(shape: z.ZodType<T>, query: string, variables?: Record<string, unknown>, key?: string): Promise<T>;
  /** Announces and sends a file; its id. */
  upload(filename: string, bytes: Uint8Array, key?: string): Promise<string>;
  startWorker(): Promise<ChildProcess>;
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
  const server = startProcess('server.ts', { ...shared, PORT: '0', HOST: '127.0.0.1', FLYWHEEL_ROOT_KEY: rootKey });
  const { url } = serverReady.parse(await firstMessage(server));
  const running: ChildProcess[] = [];
  const startWorker = async () => {
    const worker = startProcess('worker.ts', shared);
    running.push(worker);
    ready.parse(await firstMessage(worker));
    return worker;
  };
  for (let number = 0; number < workers; number += 1) await startWorker();

  const ask: Flywheel['ask'] = async (query, variables = {}, key = rootKey) => {
    const headers = { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return answer.parse(await response.json());
  };
  const data: Flywheel['data'] = async (shape, query, variables = {}, key = rootKey) => {
    const result = await ask(query, variables, key);
    if (result.errors) throw new Error(JSON.stringify(result.errors));
    return shape.parse(result.data);
  };
  return {
    url,
    rootKey,
    databaseUrl: database.url,
    storeFolder: join(home, 'store'),
    server,
    workers: running,
    ask,
    data,
    startWorker,
    async upload(filename, bytes, key = rootKey) {
      const input = { filename, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
      const { createUpload } = await data(created, 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { message } } }', { input }, key);
      const response = await fetch(createUpload.upload.url, { method: 'PUT', body: new Blob([Uint8Array.from(bytes)]) });
      if (!response.ok) throw new Error(await response.text());
      return createUpload.upload.id;
    },
    async stop() {
      await Promise.all(running.map(stopProcess));
      await stopProcess(server);
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const created = z.object({ createUpload: z.object({ upload: z.object({ id: z.string(), url: z.string() }) }) });

function startProcess(entrance: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return fork(new URL(`../../src/${entrance}`, import.meta.url), [], { execArgv: ['--import', import.meta.resolve('tsx')], env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
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
