import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresFolders } from './folders.ts';
import { EmbeddedPostgresProblem } from './problem.ts';
import type { Runner } from './runner.ts';
import { serves } from './session.ts';

const START_MS = 120_000;
const LOOK_AGAIN_MS = 20;
// A killed postmaster that its parent has not collected yet still counts as running for PostgreSQL.
const LOCK_RETRY_MS = 10_000;
const LOG_BYTES = 10_000_000;
const MAX_CONNECTIONS = 200;

async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (address !== null && typeof address === 'object') return address.port;
  }
  throw new EmbeddedPostgresProblem('No free port on 127.0.0.1 for PostgreSQL: stop what takes them, or set DATABASE_URL.');
}

async function openLog(file: string) {
  if (((await stat(file).catch(() => undefined))?.size ?? 0) > LOG_BYTES) await rename(file, `${file}.1`);
  const log = await open(file, 'a', 0o600);
  await chmod(file, 0o600);
  return { log, start: (await log.stat()).size };
}

interface Launched {
  readonly pid: number;
  readonly port: number;
}

/** One try: the running server, or what it wrote to its log before it gave up. */
async function tryLaunch(postgres: string, runner: Runner, folders: PostgresFolders, password: string, port: number): Promise<Launched | string> {
  const { log, start } = await openLog(folders.log);
  const args = ['-D', folders.data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', `max_connections=${MAX_CONNECTIONS}`];
  const command = runner.command(postgres, [...args, '-c', 'timezone=UTC', '-c', 'log_timezone=UTC', '-c', 'log_line_prefix=%m [%p] ']);
  // A session of its own: Ctrl-C at the terminal reaches the server, which stops PostgreSQL when it has finished with it.
  const child = spawn(command.file, command.args, { ...command.options, detached: true, stdio: ['ignore', log.fd, log.fd] });
  child.unref();
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  await log.close();
  const end = performance.now() + START_MS;
  while (!ended && performance.now() < end) {
    if (child.pid !== undefined && (await serves(port, password, folders.data))) return { pid: child.pid, port };
    await wait(LOOK_AGAIN_MS);
  }
  if (!ended) child.kill('SIGQUIT');
  return (await readFile(folders.log)).subarray(start).toString('utf8').trim() || 'it wrote nothing to its log';
}

/**
 * Starts PostgreSQL on the data folder and waits until it answers (0.1 s; longer where it has to recover after a crash).
 * @throws EmbeddedPostgresProblem with what PostgreSQL's log says
 */
export async function launch(postgres: string, runner: Runner, folders: PostgresFolders, password: string): Promise<Launched> {
  const lastPort = Number(await readFile(folders.port, 'utf8').catch(() => '0')) || 0;
  const end = performance.now() + LOCK_RETRY_MS;
  for (;;) {
    const port = await freePort(lastPort);
    const result = await tryLaunch(postgres, runner, folders, password, port);
    if (typeof result !== 'string') {
      await writeFile(folders.port, `${port}\n`);
      return result;
    }
    const passing = /postmaster\.pid" already exists|pre-existing shared memory|could not bind|Address already in use/.test(result);
    if (!passing || performance.now() > end) {
      const line = result.split('\n').findLast((one) => /FATAL|PANIC|error/i.test(one)) ?? result.split('\n').at(-1) ?? '';
      throw new EmbeddedPostgresProblem(`The embedded PostgreSQL did not start (${line.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, '')}): see ${folders.log}, or set DATABASE_URL to a PostgreSQL of your own.`);
    }
    await wait(LOOK_AGAIN_MS * 10);
  }
}
