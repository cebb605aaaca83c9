import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PostgresFolders } from './folders.ts';
import { EmbeddedPostgresProblem } from './problem.ts';
import type { Runner } from './runner.ts';
import { ROLE } from './session.ts';

const execute = promisify(execFile);

/** The password of an existing cluster, or undefined where there is no cluster yet. */
export async function readPassword(folders: PostgresFolders): Promise<string | undefined> {
  return (await readFile(folders.password, 'utf8').catch(() => undefined))?.trim();
}

async function runInitdb(initdb: string, runner: Runner, draft: string, password: string): Promise<void> {
  const secret = path.join(draft, 'password');
  const data = path.join(draft, 'data');
  await writeFile(secret, password, { mode: 0o600 });
  await mkdir(data, { mode: 0o700 });
  for (const file of [draft, secret, data]) if (runner.owner) await chown(file, runner.owner.uid, runner.owner.gid);
  const args = ['-D', data, '-U', ROLE, '--auth=scram-sha-256', `--pwfile=${secret}`, '--encoding=UTF8', '--no-instructions'];
  // PostgreSQL's own C.UTF-8: sorts the same on every system and needs none of the system's locales.
  const command = runner.command(initdb, [...args, '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']);
  try {
    await execute(command.file, command.args, command.options);
  } catch (error) {
    throw new EmbeddedPostgresProblem(explain(error), { cause: error });
  }
}

function explain(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  const ours = 'set DATABASE_URL to a PostgreSQL of your own';
  if (output.includes('look up effective user ID')) return `PostgreSQL needs a user with a name, and user ${process.getuid?.()} has none: run as a named user or ${ours}.`;
  if (output.includes('No space left')) return `The disk is full: free some space, set FLYWHEEL_HOME to another folder, or ${ours}.`;
  const line = output.split('\n').find((one) => /error|FATAL|cannot|could not/i.test(one)) ?? output.trim();
  return `The embedded PostgreSQL could not make its data folder (${line.trim()}): ${ours}.`;
}

/**
 * Makes a new cluster with a random password. It appears whole or not at all, so an interrupted start is simply begun again.
 * To be called with the lock held.
 */
export async function createCluster(initdb: string, runner: Runner, folders: PostgresFolders): Promise<string> {
  for (const name of await readdir(folders.base)) if (name.startsWith('draft-')) await rm(path.join(folders.base, name), { recursive: true, force: true });
  const draft = path.join(folders.base, `draft-${process.pid}`);
  await mkdir(draft, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  try {
    await runInitdb(initdb, runner, draft, password);
    await writeFile(folders.password, `${password}\n`, { mode: 0o600 });
    await chmod(folders.password, 0o600);
    await rename(path.join(draft, 'data'), folders.data);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return password;
}

/** @throws EmbeddedPostgresProblem where the data is of another major version than the programs */
export async function checkVersion(data: string, programs: string): Promise<void> {
  const found = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
  if (programs.split('.')[0] === found) return;
  throw new EmbeddedPostgresProblem(
    `The data in ${data} is of PostgreSQL ${found} and the installed programs are ${programs}: install the version of Flywheel that wrote it and export with pg_dump, or set DATABASE_URL to a PostgreSQL ${found}.`,
  );
}
