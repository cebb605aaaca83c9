// Runs a command for `run` in command.mjs and kills it, and all that it started, when the process that asked for it is gone,
// so that an interrupted set-up leaves nothing that writes into its folders behind its back.
import { spawn } from 'node:child_process';

const [file, ...args] = process.argv.slice(2);
const child = spawn(/** @type {string} */ (file), args, { stdio: ['inherit', 'inherit', 'inherit'], detached: true });

process.once('disconnect', () => {
  try {
    process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
  process.exit(1);
});
process.channel?.unref();
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 127;
});
child.once('exit', (status, signal) => {
  process.exitCode = status ?? 1;
  if (signal) process.stderr.write(`ended by ${signal}\n`);
});
