import { execFile, type SpawnOptions } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresProblem } from './problem.ts';

const execute = promisify(execFile);
const UNSHARE = '/usr/bin/unshare';
const NOBODY = 65_534;

/** How a PostgreSQL program is started: it refuses to run as root. */
export interface Runner {
  /** The owner that the data folder must have; absent: this process's own user. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  command(file: string, args: readonly string[]): { file: string; args: string[]; options: SpawnOptions };
}

// Nothing of the caller's environment (PGDATA, PGPORT, LD_LIBRARY_PATH) may reach PostgreSQL.
const common: SpawnOptions = { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } };

const asMyself: Runner = { owner: undefined, command: (file, args) => ({ file, args: [...args], options: common }) };

/** In a user namespace of its own, where this process's user appears as nobody: owner of its files, but not root. */
const asNobodyInside: Runner = {
  owner: undefined,
  command: (file, args) => ({ file: UNSHARE, args: ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, file, ...args], options: common }),
};

function asUser(uid: number, gid: number): Runner {
  return { owner: { uid, gid }, command: (file, args) => ({ file, args: [...args], options: { ...common, uid, gid } }) };
}

async function runs(runner: Runner, file: string, args: readonly string[]): Promise<boolean> {
  const command = runner.command(file, args);
  const { uid, gid } = command.options;
  try {
    await execute(command.file, command.args, { cwd: '/', env: common.env ?? {}, ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) });
    return true;
  } catch {
    return false;
  }
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

async function accounts(): Promise<Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  return lines.map((line) => line.split(':')).flatMap(([name, , uid, gid]) => (name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []));
}

/** Whether `runner` reaches both: the program and the folder that the data is to lie in. */
async function reaches(runner: Runner, program: string, base: string): Promise<boolean> {
  return (await runs(runner, program, ['--version'])) && (await runs(runner, '/bin/sh', ['-c', 'test -x "$0"', base]));
}

async function runnerOfRoot(program: string, base: string, data: string): Promise<Runner> {
  const owner = await stat(data).catch(() => undefined);
  const all = await accounts();
  const wanted = ['postgres', 'nobody'].flatMap((name) => all.find((account) => account.name === name && account.uid !== 0) ?? []);
  const users = owner === undefined ? wanted : owner.uid === 0 ? [] : [owner];
  for (const user of users) {
    const runner = asUser(user.uid, user.gid);
    if (await reaches(runner, program, base)) return runner;
  }
  if ((owner === undefined || owner.uid === 0) && (await runs(asNobodyInside, program, ['--version']))) return asNobodyInside;
  throw new EmbeddedPostgresProblem(
    `PostgreSQL does not run as root, and as another user it cannot reach ${base} or its own programs: run Flywheel as an ordinary user, move it to a folder that others can enter, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/**
 * Who PostgreSQL runs as. An ordinary user: itself. Root: the owner of the data, or `postgres` or `nobody` where they reach the
 * programs and the folder; else (a clone below /root, say) root in a user namespace where it is nobody.
 */
export async function chooseRunner(program: string, base: string, data: string): Promise<Runner> {
  const uid = process.getuid?.();
  if (uid === undefined) return asMyself;
  if (uid === 0) return runnerOfRoot(program, base, data);
  // initdb looks its user up by name, which fails for the arbitrary numbers that some container platforms run under.
  if (process.platform !== 'linux' || (await accounts()).some((account) => account.uid === uid) || (await runs(asMyself, '/usr/bin/getent', ['passwd', String(uid)]))) return asMyself;
  return (await runs(asNobodyInside, program, ['--version'])) ? asNobodyInside : asMyself;
}
