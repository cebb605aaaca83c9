import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const ERROR_LEVEL = 50;
const logLine = z.object({ level: z.number(), msg: z.string().default(''), err: z.object({ message: z.string() }).optional() });

/** Writes a process' output to its log, and its errors to the terminal too. Returns how to read the last thing it said on standard error. */
export function watchOutput(child: ChildProcess, name: string, log: Writable): () => string | undefined {
  let last: string | undefined;
  if (child.stdout) {
    createInterface(child.stdout).on('line', (line) => {
      log.write(`${line}\n`);
      const error = errorOf(line);
      if (error !== undefined) console.error(`${name}: ${error}`);
    });
  }
  if (child.stderr) {
    createInterface(child.stderr).on('line', (line) => {
      log.write(`${line}\n`);
      if (line.trim() !== '' && !/^\s+at /.test(line)) last = line.trim();
    });
  }
  return () => last;
}

function errorOf(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed = logLine.safeParse(JSON.parse(line));
    if (!parsed.success || parsed.data.level < ERROR_LEVEL) return undefined;
    return parsed.data.err ? `${parsed.data.msg}: ${parsed.data.err.message}` : parsed.data.msg;
  } catch {
    return undefined;
  }
}
