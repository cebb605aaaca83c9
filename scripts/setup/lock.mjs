import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const BEAT_MS = 5_000;
// A holder in another container or on another machine shows no pid here: it counts as dead once it has not touched its file for this long.
const SILENT_MS = 30_000;
const LOOK_AGAIN_MS = 200;

/** @typedef {{ pid: number, host: string, started: string, released?: boolean }} Holder */

/** The start time of a process on Linux ("" elsewhere or when it is gone), so that a pid that was given out again is not taken for the old holder. @param {number} pid */
export function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** @param {string} file */
function holderLives(file) {
  /** @type {Holder} */
  let holder;
  try {
    holder = JSON.parse(readFileSync(file, 'utf8'));
    if (holder.released) return false;
    if (holder.host !== os.hostname()) return Date.now() - statSync(file).mtimeMs < SILENT_MS;
    process.kill(holder.pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  return startTime(holder.pid) === holder.started;
}

/** @param {string} folder */
function generations(folder) {
  return readdirSync(folder).filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => b - a);
}

/**
 * Tries once. Each holder has a file with a number one above the last; a number is taken by `link`, which exactly one process can do,
 * and the file of the last holder stays until the next one has its own, so a stale look at the folder can never take a number twice.
 * @param {string} folder
 */
function tryTake(folder) {
  mkdirSync(folder, { recursive: true });
  const last = generations(folder)[0] ?? 0;
  if (last > 0 && holderLives(path.join(folder, String(last)))) return undefined;
  const mine = path.join(folder, String(last + 1));
  const draft = path.join(folder, `draft-${process.pid}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(draft, JSON.stringify({ pid: process.pid, host: os.hostname(), started: startTime(process.pid) }));
  try {
    linkSync(draft, mine);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const all = generations(folder);
  if (all[0] !== last + 1) {
    rmSync(mine, { force: true });
    return undefined;
  }
  for (const old of all.slice(1)) rmSync(path.join(folder, String(old)), { force: true });
  return mine;
}

/**
 * Holds the lock `folder` while `work` runs; waits while another living process holds it. What a dead process left is taken over.
 * @template T
 * @param {string} folder @param {() => Promise<T>} work @param {() => void} [onWait] called once, when it has to wait
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  let waited = false;
  let mine = tryTake(folder);
  while (mine === undefined) {
    if (!waited) onWait?.();
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    mine = tryTake(folder);
  }
  const file = mine;
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: os.hostname(), started: '', released: true }));
  }
}
