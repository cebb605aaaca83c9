import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where a command lies on PATH, or undefined. A name with a slash is taken as it is.
 * @param {string} name @param {NodeJS.ProcessEnv} env
 */
export function which(name, env) {
  const folders = name.includes('/') ? [''] : (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  for (const folder of folders) {
    const file = folder === '' ? path.resolve(name) : path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here: the next folder may have it.
    }
  }
  return undefined;
}

const GUARD = fileURLToPath(new URL('guard.mjs', import.meta.url));

/**
 * Runs a command to its end. Output is collected (the last 64 kB of each stream); `onLine` sees the lines of stdout as they come.
 * `guarded`: it ends when this process does, however that happens (50 ms more; for commands that write).
 * @param {string} file @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, input?: string, guarded?: boolean, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ status: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
export function run(file, args, { env = process.env, cwd, input, guarded = false, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = guarded
      ? spawn(process.execPath, [GUARD, file, ...args], { env, cwd, stdio: ['pipe', 'pipe', 'pipe', 'ipc'] })
      : spawn(file, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    if (!child.stdin || !child.stdout || !child.stderr) throw new Error('the command has no streams');
    let stdout = '';
    let stderr = '';
    let line = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout = (stdout + text).slice(-65536);
      if (!onLine) return;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const one of lines) onLine(one);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr = (stderr + text).slice(-65536);
    });
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    // A command that ends without reading its input is no fault of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
