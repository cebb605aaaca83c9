import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRunningEmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/start.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const log = () => {};
let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flywheel-postgres-'));
  await chmod(home, 0o755);
});

afterEach(async () => {
  if (await findRunningEmbeddedPostgres(home)) await (await startEmbeddedPostgres({ home, log })).stop();
  await rm(home, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(path.join(home, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Every PostgreSQL process works in its data folder. */
async function processesInData(): Promise<string[]> {
  const data = await realpath(path.join(home, 'postgres/data'));
  const found = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(async (pid) => ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) === data ? pid : '')));
  return found.filter(Boolean);
}

test('a second start reuses the running server, and stop leaves no process', async () => {
  const first = await startEmbeddedPostgres({ home, log });
  expect(first.reused).toBe(false);
  const second = await startEmbeddedPostgres({ home, log });
  expect(second).toMatchObject({ reused: true, url: first.url });
  expect(await findRunningEmbeddedPostgres(home)).toBe(first.url);
  expect(await query(first.url, 'select current_database() as name')).toEqual([{ name: 'flywheel' }]);
  expect((await processesInData()).length).toBeGreaterThan(1);

  await first.stop();
  expect(await processesInData()).toEqual([]);
  expect(await findRunningEmbeddedPostgres(home)).toBeUndefined();
});

test('a committed row outlives kill -9 of the server, at the same address', async () => {
  const first = await startEmbeddedPostgres({ home, log });
  await query(first.url, 'create table kept (n int)');
  await query(first.url, 'insert into kept values (42)');
  process.kill(await postmasterPid(), 'SIGKILL');

  const second = await startEmbeddedPostgres({ home, log });
  expect(second).toMatchObject({ reused: false, url: first.url });
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
});

test('only the password opens it, and only its owner can read the password', async () => {
  const { url } = await startEmbeddedPostgres({ home, log });
  const open = new URL(url);
  open.password = 'wrong';
  await expect(query(open.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(path.join(home, 'postgres/password'))).mode & 0o777).toBe(0o600);
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
});

test('a start that was killed half-way is begun again', async () => {
  const half = path.join(home, 'postgres/draft-1/data');
  await mkdir(half, { recursive: true });
  await writeFile(path.join(half, 'PG_VERSION'), '18\n');
  const { url } = await startEmbeddedPostgres({ home, log });
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await readdir(path.join(home, 'postgres'))).not.toContain('draft-1');
});

test('it keeps running while another process uses it', async () => {
  const mine = await startEmbeddedPostgres({ home, log });
  const script = `const { startEmbeddedPostgres } = await import('./src/database/embedded/start.ts');
    const other = await startEmbeddedPostgres({ home: ${JSON.stringify(home)}, log: () => {} });
    process.stdin.once('data', () => other.stop().then(() => process.exit(0)));
    console.log(other.reused);`;
  const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = await once(other.stdout, 'data');
  expect(String(said).trim()).toBe('true');

  await mine.stop();
  expect(await findRunningEmbeddedPostgres(home)).toBe(mine.url);
  other.stdin.write('stop\n');
  await once(other, 'exit');
  expect(await findRunningEmbeddedPostgres(home)).toBeUndefined();
});

test('data of another PostgreSQL version is refused with what to do', async () => {
  await (await startEmbeddedPostgres({ home, log })).stop();
  const version = path.join(home, 'postgres/data/PG_VERSION');
  await writeFile(version, '15\n');
  await expect(startEmbeddedPostgres({ home, log })).rejects.toThrow(/is of PostgreSQL 15 and the installed programs are 18.*DATABASE_URL/);
  await writeFile(version, '18\n');
});
