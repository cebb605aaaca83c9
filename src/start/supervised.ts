import { type ChildProcess, fork } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import { watchOutput } from './watch-output.ts';

export interface SupervisedOptions {
  readonly name: string;
  readonly script: URL;
  /** Beside the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

const STOP_WITHIN_MS = 30_000;
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 30_000;

/** A process of this machine that is started again when it dies. Its output goes to a log file, errors also to the terminal. */
export class Supervised {
  readonly #options: SupervisedOptions;
  readonly #log: WriteStream;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;

  constructor(options: SupervisedOptions) {
    this.#options = options;
    mkdirSync(dirname(options.logFile), { recursive: true });
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
    // A full disk must not end what keeps the others running.
    this.#log.on('error', (error) => console.error(`The log of the ${options.name} cannot be written: ${error.message}`));
  }

  /** Resolves to what the process says when it is ready. @throws Problem where it ends before. */
  async start(): Promise<unknown> {
    const { child, lastError } = this.#fork();
    const ready = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', () => reject(new Problem(lastError() ?? `The ${this.#options.name} ended at its start; ${this.#options.logFile} may say why.`)));
    });
    child.removeAllListeners('exit');
    this.#restartWhenLost(child, FIRST_RESTART_MS);
    return ready;
  }

  /** Asks the process to stop and waits until it is gone; after 30 s it is killed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(timer);
  }

  #fork() {
    const child = fork(this.#options.script, [], {
      execArgv: [],
      env: { ...process.env, ...this.#options.environment },
      // A group of its own: Ctrl-C reaches this process alone, which then stops the others in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    return { child, lastError: watchOutput(child, this.#options.name, this.#log) };
  }

  async #restart(afterMs: number): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    console.error(`The ${this.#options.name} ended unexpectedly; starting it again.`);
    await wait(afterMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    if (this.#stopping.signal.aborted) return;
    this.#restartWhenLost(this.#fork().child, afterMs);
  }

  /** A process that ends with code 0 meant to; any other end is a loss. Losses in a row wait longer each time. */
  #restartWhenLost(child: ChildProcess, lastWaitMs: number): void {
    const startedAt = Date.now();
    const ended = (code: number | null) => {
      if (code === 0) return;
      const ranWell = Date.now() - startedAt > LONGEST_RESTART_MS;
      void this.#restart(ranWell ? FIRST_RESTART_MS : Math.min(lastWaitMs * 2, LONGEST_RESTART_MS));
    };
    if (child.exitCode !== null) ended(child.exitCode);
    else child.once('exit', ended);
  }
}
