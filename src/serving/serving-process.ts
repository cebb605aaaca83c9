import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Made } from '../domain/generations/record-made.ts';
import { exitOf, forkScript } from '../processes/fork-script.ts';
import { Batches } from './batches.ts';
import { type FromServing, type GenerateRequest, type GenerationTimes, isFromServing, type ServingStart, type ToServing } from './protocol.ts';

/** A model answers between two outputs; where it does not so long after it was told to stop, the process is killed. */
const CANCEL_GRACE_MS = 5_000;
const CLOSE_GRACE_MS = 3_000;

/** A prompt that the model cannot answer; the message is for the person who sent it. */
export class PromptRefused extends Error {}

/** The process ended while it made something. */
export class ServingLost extends Error {}

/** What was made could not be stored because its generation was ended elsewhere. */
export class NoLongerWanted extends Error {}

/** Stores what was made, in order. False where nobody wants more of it. */
export type OnMade = (made: readonly Made[]) => Promise<boolean>;

/** Time between two transactions of one generation, so that 200 tokens a second are not 200 transactions. */
const WRITE_EVERY_MS = 25;

interface Pending {
  readonly resolve: (times: GenerationTimes) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal;
  /** Whether the process has heard of it. */
  sent: boolean;
  /** What was told so far, on its way into the database. */
  readonly made: Batches<Made>;
}

/** One serving process, seen from its parent. */
export class ServingProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  readonly #pending = new Map<string, Pending>();
  /** Resolves when the process is gone. */
  readonly exited: Promise<string>;

  constructor(start: Omit<ServingStart, 'type'>, environment: Readonly<Record<string, string>>) {
    this.#child = forkScript(new URL('./serving-child.ts', import.meta.url), environment);
    this.exited = exitOf(this.#child).then((how) => {
      const lost = new ServingLost(`The serving process ended (${how}).`);
      for (const { reject, signal } of this.#pending.values()) reject(signal.aborted ? signal.reason : lost);
      this.#pending.clear();
      return how;
    });
    this.#ready = new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        if (!isFromServing(message)) return;
        if (message.type === 'ready') resolve();
        else this.#heard(message);
      });
      void this.exited.then((how) => reject(new ServingLost(`The serving process ended before it was ready (${how}).`)));
    });
    this.#ready.catch(() => undefined);
    this.#send({ type: 'start', ...start });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it makes something. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /**
   * Makes a generation; resolves when all that was made is stored.
   * @throws PromptRefused, ServingLost, the signal's reason, or what went wrong in the plugin.
   */
  async generate(request: GenerateRequest, onMade: OnMade, signal: AbortSignal): Promise<GenerationTimes> {
    const requestId = randomUUID();
    const times = new Promise<GenerationTimes>((resolve, reject) => {
      const made = new Batches<Made>(WRITE_EVERY_MS, async (pieces) => {
        if (!(await onMade(pieces))) this.#cancel(requestId);
      });
      this.#pending.set(requestId, { resolve, reject, signal, sent: false, made });
    });
    const cancel = () => this.#cancel(requestId);
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    try {
      // What happens before it is ready (an end, an abort) comes through `times`.
      await Promise.race([this.#ready, times]);
      this.#ask(requestId, request);
      return await times;
    } catch (error) {
      this.#send({ type: 'cancel', requestId });
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#pending.delete(requestId);
    }
  }

  #ask(requestId: string, request: GenerateRequest): void {
    const pending = this.#pending.get(requestId);
    if (!pending) return;
    pending.sent = true;
    this.#send({ type: 'generate', requestId, request });
  }

  /** Ends the process; what it makes is lost. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  #send(message: ToServing): void {
    // Where the process just ended, `exited` rejects what is pending.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #cancel(requestId: string): void {
    const pending = this.#pending.get(requestId);
    if (pending && !pending.sent) pending.reject(pending.signal.reason);
    if (!pending?.sent) return;
    this.#send({ type: 'cancel', requestId });
    setTimeout(() => {
      if (this.#pending.has(requestId)) this.#child.kill('SIGKILL');
    }, CANCEL_GRACE_MS).unref();
  }

  #heard(message: Exclude<FromServing, { type: 'ready' }>): void {
    const pending = this.#pending.get(message.requestId);
    if (!pending) return;
    if (message.type === 'piece') {
      pending.made.add(message.piece).catch(pending.reject);
      return;
    }
    // What was made before a failure is kept, and told before it.
    pending.made.flush().then(() => {
      if (message.type === 'made') pending.resolve({ loadMs: message.loadMs, generateMs: message.generateMs });
      else pending.reject(failure(message.kind, message.message, pending.signal));
    }, pending.reject);
  }
}

function failure(kind: 'prompt' | 'canceled' | 'error', message: string, signal: AbortSignal): unknown {
  if (kind === 'prompt') return new PromptRefused(message);
  if (kind === 'canceled') return signal.aborted ? signal.reason : new NoLongerWanted('The generation was ended elsewhere.');
  return new Error(message);
}
