import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setUp } from './index.mjs';
import { ROOT, workingFolder } from './place.mjs';
import { SetupProblem } from './problem.mjs';
import { say } from './progress.mjs';

// Where Node keeps what it compiled: a trainer or an importer starts in half the time.
const NODE_COMPILE_CACHE = path.join(ROOT, 'node_modules/.cache/node');
const WITH_PARENT = pathToFileURL(path.join(ROOT, 'scripts/setup/with-parent.mjs')).href;
// One Ctrl-C arrives twice: from the terminal, and from npm, which passes on its own copy.
const SAME_KEY_MS = 300;
const STOPPING = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs Node to its end with our streams, and ends as it did. It has a session of its own, so Ctrl-C reaches it once, through us;
 * it ends in order when we are killed (with-parent.mjs).
 * @param {string} node @param {string[]} args
 * @returns {Promise<void>}
 */
export function runToEnd(node, args, where = workingFolder()) {
  return new Promise((resolve, reject) => {
    const env = { NODE_COMPILE_CACHE, ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`, FLYWHEEL_LAUNCHER: String(process.pid) };
    const child = spawn(node, ['--import', WITH_PARENT, ...args], { cwd: where, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: true });
    child.channel?.unref();
    let last = -Infinity;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      const since = performance.now() - last;
      // A closing terminal hangs up after its Ctrl-C; that is no second wish to stop, which would stop at once.
      if (since < SAME_KEY_MS || (signal === 'SIGHUP' && since < Infinity)) return;
      last = performance.now();
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    };
    for (const signal of STOPPING) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (status, signal) => {
      for (const one of STOPPING) process.off(one, forward);
      process.exitCode = status ?? 1;
      if (signal) process.kill(process.pid, signal);
      resolve();
    });
  });
}

/**
 * Set-up, then a Node program. What set-up cannot do is said in one sentence.
 * @param {string[] | (() => string[])} args for Node; a function is asked when the packages are there @param {{ dashboard?: boolean, native?: boolean, where?: string }} [needs]
 */
export async function setUpAndRun(args, { where, ...needs } = {}) {
  let node;
  try {
    ({ node } = await setUp(needs));
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(error.message);
    // A download may still be at work beside the step that failed; it ends with us.
    process.exit(1);
  }
  await runToEnd(node, typeof args === 'function' ? args() : args, where);
}
