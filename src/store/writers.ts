import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';

/** Names this process among all that may write into a store: machine (of a container, its own), process id, and when it began. */
export const ownWriter = `${machine()}-${process.pid}-${beginning(process.pid) ?? 0}`;

/** Whether the process of this name is gone for certain; those of other machines cannot be looked for. */
export function isWriterGone(writer: string): boolean {
  const [, where, pid = '', began] = /^([0-9a-f]{12})-(\d+)-(\d+)$/.exec(writer) ?? [];
  if (where !== machine()) return false;
  const now = beginning(Number(pid));
  return now === undefined ? !isAlive(Number(pid)) : String(now) !== began;
}

function machine(): string {
  return createHash('sha256').update(`${hostname()} ${orUndefined(() => readlinkSync('/proc/self/ns/pid')) ?? ''}`).digest('hex').slice(0, 12);
}

/** Clock ticks since the machine began, where the system tells (Linux): process ids come again. */
function beginning(pid: number): number | undefined {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The name, in brackets, may hold anything.
  const ticks = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  return Number.isSafeInteger(ticks) ? ticks : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
