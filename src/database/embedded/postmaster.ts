import { readFile, readdir, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EmbeddedPostgresProblem } from './problem.ts';

const LOOK_AGAIN_MS = 25;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** What PostgreSQL wrote into its lock file, or undefined where there is none (yet). */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 ? { pid, port } : undefined;
}

/** Whether a process runs; one that has ended and that no parent has collected yet (as in a container without an init) does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX]/.test(status);
}

/** Whether this process is a PostgreSQL on this data folder, in which each of its processes works. Where /proc does not tell: whether it lives. */
export async function worksIn(pid: number, data: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  if (process.platform !== 'linux') return true;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === (await realpath(data));
}

/**
 * Removes a lock file whose number belongs to something else by now, as after the restart of a container: PostgreSQL would refuse to start.
 * Only where /proc proves that no process works in the data folder, which every PostgreSQL process does.
 */
export async function dropForeignLock(data: string): Promise<void> {
  const lock = await readPostmaster(data);
  if (lock === undefined || process.platform !== 'linux' || !(await isAlive(lock.pid))) return;
  const command = await readFile(`/proc/${lock.pid}/cmdline`, 'utf8').catch(() => 'postgres');
  if (command.includes('postgres')) return;
  for (const name of await readdir('/proc')) if (/^\d+$/.test(name) && (await worksIn(Number(name), data))) return;
  await rm(path.join(data, 'postmaster.pid'), { force: true });
}

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (await isAlive(pid)) {
    if (performance.now() > end) return false;
    await wait(LOOK_AGAIN_MS);
  }
  return true;
}

/** Stops PostgreSQL: it ends its sessions, writes everything out and exits; after 30 s it is told to exit at once (its log recovers the rest). */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, milliseconds] of [['SIGINT', FAST_SHUTDOWN_MS], ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS]] as const) {
    if (!(await isAlive(pid))) return;
    process.kill(pid, signal);
    if (await endsWithin(pid, milliseconds)) return;
  }
  throw new EmbeddedPostgresProblem(`PostgreSQL (process ${pid}) did not stop within ${(FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS) / 1000} s: look at its server.log.`);
}
