import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** One way of doing the same work: a command that prints a JSON line at its end. */
export interface Way {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

const result = z.object({ least_ms: z.number(), median_ms: z.number() });

export interface Measurement extends z.infer<typeof result> {
  readonly way: string;
  readonly round: number;
  /** Most resident memory of the process. */
  readonly rssMegabytes: number;
}

/** Runs every way once in each round, one after the other, so that the machine's moods meet all of them alike. */
export async function* runInterleaved(ways: readonly Way[], rounds: number): AsyncGenerator<Measurement, void, void> {
  for (let round = 1; round <= rounds; round++) {
    for (const way of ways) yield { way: way.name, round, ...(await runOnce(way)) };
  }
}

async function runOnce({ name, command: [program, ...args], environment }: Way): Promise<Omit<Measurement, 'way' | 'round'>> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let rssMegabytes = 0;
  const watch = setInterval(() => void mostResident(child.pid).then((value) => (rssMegabytes = Math.max(rssMegabytes, value))), 100);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  try {
    let last = '';
    for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) last = line;
    const status = await closed;
    if (status !== 0 || last === '') throw new Error(`${name} ended with ${status}: ${errors.trim().split('\n').slice(-5).join('\n')}`);
    return { ...result.parse(JSON.parse(last)), rssMegabytes };
  } finally {
    clearInterval(watch);
  }
}

/** Linux tells a process's highest resident memory; elsewhere, and after its end, 0. */
async function mostResident(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
}
