import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startTime } from '../../../scripts/setup/lock.mjs';
import { isAlive } from './postmaster.ts';

const nameOf = (pid: number) => `${pid}-${startTime(pid)}`;

/** Notes that this process uses the PostgreSQL, so that no other one stops it. */
export async function addUser(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, nameOf(process.pid)), '');
}

/** Takes this process off the list; true where no living process is left on it. */
export async function removeUser(folder: string): Promise<boolean> {
  await rm(path.join(folder, nameOf(process.pid)), { force: true });
  let others = 0;
  for (const name of await readdir(folder)) {
    const pid = Number(name.split('-')[0]);
    if (nameOf(pid) === name && (await isAlive(pid))) others += 1;
    else await rm(path.join(folder, name), { force: true });
  }
  return others === 0;
}
