import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const answer = z.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() });

export interface Application {
  readonly serverPid: number;
  ask<T>(shape: z.ZodType<T>, query: string, variables?: Record<string, unknown>): Promise<T>;
  stop(): Promise<void>;
}

/** A server and a worker of their own, with the embedded PostgreSQL (or `DATABASE_URL`), in a folder that is removed at the end. */
export async function startApplication(): Promise<Application> {
  const home = await mkdtemp(join(tmpdir(), 'flywheel-feedback-'));
  const key = 'a-root-key-for-measurements';
  const config = fileURLToPath(new URL('../../test/support/plugins/guess.config.ts', import.meta.url));
  const environment = { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', FLYWHEEL_HOME: home, FLYWHEEL_SAMPLE: 'off', FLYWHEEL_CONFIG: config, FLYWHEEL_ROOT_KEY: key, PORT: '0' };
  const server = await started('server', environment);
  const worker = await started('worker', environment);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    serverPid: server.child.pid ?? 0,
    async ask(shape, query, variables = {}) {
      const { data, errors } = answer.parse(JSON.parse(await post(`${server.url}/graphql`, agent, key, JSON.stringify({ query, variables }))));
      if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
      return shape.parse(data);
    },
    async stop() {
      agent.destroy();
      for (const { child } of [worker, server]) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}

const ready = z.object({ type: z.literal('ready'), url: z.string().default('') });

async function started(name: string, env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url)), [], { execArgv: [], env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const lost = once(child, 'exit').then(() => Promise.reject(new Error(`The ${name} ended at its start.`)));
  lost.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), lost]);
  return { child, url: ready.parse(message).url };
}

/** `fetch` takes twice the processor time, which the server would lack. */
function post(url: string, agent: Agent, key: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(body) } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks).toString())).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
