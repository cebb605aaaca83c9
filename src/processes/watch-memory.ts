import { readFile } from 'node:fs/promises';

const EVERY_MS = 100;
const PAGE_BYTES = 4096;

/**
 * Calls `onExceeded` once a process holds more memory than it may, which on Linux is seen in `/proc/PID/statm` (proc(5)); on other systems
 * nobody watches. @returns what ends the watch.
 */
export function watchMemory(pid: number, mostBytes: number, onExceeded: () => void): () => void {
  if (process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => {
      if (bytes <= mostBytes) return;
      clearInterval(timer);
      onExceeded();
    });
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** 0 of a process that is gone. */
async function residentBytes(pid: number): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, 'utf8').then((line) => Number(line.split(' ')[1]), () => 0);
  return pages * PAGE_BYTES;
}
