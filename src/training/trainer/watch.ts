import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { commands, type Command } from '../protocol.ts';
import { COMMANDS, PULSE, WATCH_ENTRIES } from './watch-memory.ts';

/** A training loop may never wait for anything but promises; the event loop then gets a turn this often. */
const TURN_EVERY_MS = 50;
const LOOK_EVERY_MS = 100;

/** The main thread's end of the watch thread: what the worker has asked for, and signs of life. */
export class Watch {
  readonly #memory = new Int32Array(new SharedArrayBuffer(WATCH_ENTRIES * Int32Array.BYTES_PER_ELEMENT));
  readonly #cancel = new AbortController();
  #lastTurn = performance.now();

  constructor() {
    const thread = new Worker(new URL('./watch-thread.ts', import.meta.url), { workerData: this.#memory.buffer, execArgv: [] });
    thread.unref();
    setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** Aborted once the worker has canceled. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Whether the worker has asked for a checkpoint, after which training stops. */
  get saveAsked(): boolean {
    return this.#has('save');
  }

  /** Gives a sign of life, and takes note of commands. Costs nothing: called wherever the host gets control. */
  look(): void {
    Atomics.add(this.#memory, PULSE, 1);
    if (this.#has('cancel') && !this.#cancel.signal.aborted) this.#cancel.abort(new Error('The run was canceled.'));
  }

  /** Like `look`, and lets timers, messages and files have their turn now and then. */
  async breathe(): Promise<void> {
    this.look();
    if (performance.now() - this.#lastTurn < TURN_EVERY_MS) return;
    await nextTurn();
    this.#lastTurn = performance.now();
  }

  #has(command: Command): boolean {
    return (Atomics.load(this.#memory, COMMANDS) & commands[command]) !== 0;
  }
}
