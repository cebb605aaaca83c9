import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** Milliseconds of processor time that a process and those below it have used, by their ids; empty where the system does not tell. */
export async function processorTimes(pid: number): Promise<ReadonlyMap<number, number>> {
  const processes = new Map<number, { parent: number; spent: number }>();
  for (const name of await readdir('/proc').catch(() => [])) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    // The command's name is in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length > 14) processes.set(Number(name), { parent: Number(fields[1]), spent: (Number(fields[11]) + Number(fields[12])) * TICK_MS });
  }
  const isBelow = (id: number): boolean => {
    const parent = processes.get(id)?.parent;
    return parent !== undefined && (parent === pid || isBelow(parent));
  };
  return new Map([...processes].filter(([id]) => id === pid || isBelow(id)).map(([id, { spent }]) => [id, spent]));
}

/** What was used in between by the process itself and by those below it; of those that have ended meanwhile nothing is known. */
export function timeBetween(pid: number, before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): { own: number; below: number } {
  const spent = (id: number) => (after.get(id) ?? 0) - (before.get(id) ?? 0);
  return { own: spent(pid), below: [...after.keys()].filter((id) => id !== pid).reduce((sum, id) => sum + spent(id), 0) };
}
