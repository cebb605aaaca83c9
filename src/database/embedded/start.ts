import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { findBinaries } from './binaries.ts';
import { checkVersion, createCluster, readPassword } from './cluster.ts';
import { postgresFolders, type PostgresFolders } from './folders.ts';
import { launch } from './launch.ts';
import { dropForeignLock, readPostmaster, stopPostmaster, worksIn } from './postmaster.ts';
import { EmbeddedPostgresProblem } from './problem.ts';
import { chooseRunner } from './runner.ts';
import { databaseUrl, serves } from './session.ts';
import { addUser, removeUser } from './users.ts';

export interface EmbeddedPostgres {
  /** Address of the database `flywheel` as its owner, a superuser. */
  readonly url: string;
  /** Whether it was running already, left by or shared with another process. */
  readonly reused: boolean;
  /** Stops PostgreSQL, and waits until it is gone, unless another living process uses it too. */
  stop(): Promise<void>;
}

async function running(folders: PostgresFolders): Promise<{ pid: number; url: string } | undefined> {
  const password = await readPassword(folders);
  const found = await readPostmaster(folders.data);
  if (password === undefined || found === undefined || !(await worksIn(found.pid, folders.data))) return undefined;
  return (await serves(found.port, password, folders.data)) ? { pid: found.pid, url: databaseUrl(found.port, password) } : undefined;
}

async function launchNew(folders: PostgresFolders): Promise<{ pid: number; url: string }> {
  const { initdb, postgres } = await findBinaries();
  const runner = await chooseRunner(postgres, folders.base, folders.data);
  let password = await readPassword(folders);
  if (!existsSync(folders.data)) password = await createCluster(initdb, runner, folders);
  if (password === undefined) {
    throw new EmbeddedPostgresProblem(`The password of the embedded PostgreSQL is missing: put ${folders.password} back, or move ${folders.base} away to begin with an empty database.`);
  }
  await checkVersion(folders.data, await versionOf(postgres));
  await dropForeignLock(folders.data);
  const { pid, port } = await launch(postgres, runner, folders, password);
  return { pid, url: databaseUrl(port, password) };
}

async function versionOf(postgres: string): Promise<string> {
  const answer = await promisify(execFile)(postgres, ['--version'], { env: {} });
  return /(\d+\.\d+)/.exec(answer.stdout)?.[1] ?? answer.stdout;
}

async function openBase({ base }: PostgresFolders): Promise<void> {
  try {
    await mkdir(base, { recursive: true });
    await access(base, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new EmbeddedPostgresProblem(`${base} cannot be written by this user: run as the user who made it, or set FLYWHEEL_HOME to a folder of your own.`, { cause: error });
  }
}

/**
 * A PostgreSQL of Flywheel's own in `home`, listening on 127.0.0.1 only: the one that runs there already, else a new one
 * (first start about 1 s, later 0.1 s). It outlives a killed caller; the next start finds it again.
 * @throws EmbeddedPostgresProblem saying what is in the way and what to do
 */
export async function startEmbeddedPostgres({ home, log }: { home: string; log: (message: string) => void }): Promise<EmbeddedPostgres> {
  const folders = postgresFolders(home);
  await openBase(folders);
  return withLock(folders.lock, async () => {
    const found = await running(folders);
    const server = found ?? (await launchNew(folders));
    await addUser(folders.users);
    log(`PostgreSQL ${found ? 'was running already' : 'started'} (process ${server.pid}, data in ${folders.data})`);
    const stop = () => withLock(folders.lock, async () => {
      if (!(await removeUser(folders.users))) return;
      const last = await readPostmaster(folders.data);
      if (last !== undefined && (await worksIn(last.pid, folders.data))) await stopPostmaster(last.pid);
    });
    return { url: server.url, reused: found !== undefined, stop };
  });
}

/** The address of the embedded PostgreSQL that runs in `home`, or undefined where none does. Starts nothing. */
export async function findRunningEmbeddedPostgres(home: string): Promise<string | undefined> {
  return (await running(postgresFolders(home)))?.url;
}
