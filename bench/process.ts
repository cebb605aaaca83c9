import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

export interface Command {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Outcome {
  /** What its last line of JSON says. */
  readonly line: unknown;
  /** Resident memory as Linux tells it; null elsewhere. */
  readonly mostMegabytes: number | null;
  readonly endMegabytes: number | null;
}

const LOOK_EVERY_MS = 100;

/**
 * Runs a command in a process of its own and takes the last line of JSON that it prints.
 * @throws where it fails, with the end of what it said, or prints none
 */
export async function runProcess({ name, command: [program, ...args], environment }: Command): Promise<Outcome> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let memory: Memory = { most: null, now: null };
  let last = '';
  const watch = setInterval(() => {
    // After its last line a process gives its memory back.
    if (last === '') void residentMemory(child.pid).then((found) => (memory = found ?? memory));
  }, LOOK_EVERY_MS);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  try {
    for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) last = line;
    const status = await closed;
    if (status !== 0 || last === '') throw new Error(`${name} ended with ${status}: ${errors.trim().split('\n').slice(-5).join('\n')}`);
    return { line: JSON.parse(last), mostMegabytes: memory.most, endMegabytes: memory.now };
  } finally {
    clearInterval(watch);
  }
}

export interface Memory {
  readonly most: number | null;
  readonly now: number | null;
}

/** Of a running process; `resourceUsage().maxRSS` of one that was started by a large process begins with that one's memory. */
export async function residentMemory(pid: number | undefined): Promise<Memory | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const megabytes = (key: string) => {
    const kilobytes = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  };
  // A process that has ended has no memory to tell of.
  return megabytes('VmHWM') === null ? undefined : { most: megabytes('VmHWM'), now: megabytes('VmRSS') };
}
