import { readFile } from 'node:fs/promises';

const EVERY_MS = 50;

export interface PeakBytes {
  /** Of the processes themselves, the largest resident memory they ever had. */
  readonly own: number;
  /** The largest of any child, as far as it was seen. */
  readonly children: number;
}

/** Watches the resident memory of processes and of their children, by proc(5); 0 where there is no /proc. */
export function watchChildren(pids: readonly number[]): { peakBytes(): Promise<PeakBytes>; close(): void } {
  let children = 0;
  const look = async () => {
    for (const pid of pids) {
      const found = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
      for (const child of found.split(' ').filter((part) => part !== '')) children = Math.max(children, await highWater(Number(child)));
    }
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return {
    peakBytes: async () => ({ own: Math.max(...(await Promise.all(pids.map(highWater)))), children }),
    close: () => clearInterval(timer),
  };
}

/** The most that a process ever held. */
async function highWater(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
