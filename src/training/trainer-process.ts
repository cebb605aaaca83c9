import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { setPriority, totalmem } from 'node:os';
import { createInterface } from 'node:readline';
import { Duplex, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Logger } from '../logging.ts';
import { type Beat, type Command, commands, type FromTrainer, isFromTrainer, type ToTrainer, WATCH_FD } from './protocol.ts';

const TRAINER = fileURLToPath(new URL('./trainer.ts', import.meta.url));

/** Training takes the cores that are idle; the API, the database and other workers come first where they want one. */
const PRIORITY = 19;
/** Of what the kernel may kill when memory runs out, trainers go first: they lose least. */
const OOM_SCORE = '800';
/** With less than this left, a SIGKILL that we did not send was most likely the kernel's. */
const NEARLY_NO_MEMORY = 512 * 2 ** 20;

/** Of the machine's or container's memory, what one trainer may have. */
const MOST_OF_MEMORY = 0.9;
/** With less than this left, a trainer that has more than as much is what has to go, before the kernel chooses. */
const LAST_MEMORY = 256 * 2 ** 20;
const HEAP_FULL = /JavaScript heap out of memory/;

const beatSchema: z.ZodType<Beat> = z.object({ pulse: z.number(), resident: z.number(), available: z.number() });

export interface TrainerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether memory was nearly used up at its last sign of life. */
  readonly memoryWasShort: boolean;
  /** JavaScript's own memory, which has a limit of some GiB. */
  readonly heapWasFull: boolean;
  /** Bytes that it had at its last sign of life. */
  readonly resident: number;
}

export interface TrainerHandlers {
  onMessage(message: FromTrainer): void;
  /** Its main thread came round. */
  onSign(): void;
  /** It has more memory than it may have, or the machine has none left. */
  onHungry(): void;
}

/** A running trainer, in a process group of its own: a Ctrl-C in a terminal reaches the worker, which sees to an orderly end. */
export class TrainerProcess {
  readonly pid: number | undefined;
  /** Resolves when the process is gone and every message of it was handled. */
  readonly exited: Promise<TrainerExit>;
  readonly #child: ReturnType<typeof fork>;
  readonly #memoryLimit: number;
  #lastBeat: Beat | undefined;
  #heapWasFull = false;

  constructor(environment: Readonly<Record<string, string>>, logger: Logger, handlers: TrainerHandlers, memoryLimit = MOST_OF_MEMORY * machineMemory()) {
    this.#memoryLimit = memoryLimit;
    this.#child = fork(TRAINER, [], {
      env: { ...environment },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      detached: true,
    });
    this.pid = this.#child.pid;
    this.exited = this.#exit();
    this.#child.on('message', (message: unknown) => {
      if (isFromTrainer(message)) handlers.onMessage(message);
    });
    this.#child.on('error', (error) => logger.error({ err: error }, 'trainer process'));
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) onLine(output, (line) => {
        this.#heapWasFull ||= HEAP_FULL.test(line);
        logger.debug({ line }, 'trainer output');
      });
    }
    this.#readBeats(handlers);
    if (this.pid !== undefined) setPriority(this.pid, PRIORITY);
    if (this.pid !== undefined) void writeFile(`/proc/${this.pid}/oom_score_adj`, OOM_SCORE).catch(() => undefined);
  }

  /** A trainer that is gone takes no messages. */
  send(message: ToTrainer): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Heard by the trainer's watch thread, whatever its main thread does. */
  command(command: Command): void {
    this.#watchPipe()?.write(Uint8Array.of(commands[command]));
  }

  /** Ends the process and all that it started, at once. */
  kill(): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }

  #watchPipe(): Duplex | undefined {
    const pipe = this.#child.stdio[WATCH_FD];
    return pipe instanceof Duplex ? pipe : undefined;
  }

  #readBeats({ onSign, onHungry }: TrainerHandlers): void {
    const pipe = this.#watchPipe();
    if (!pipe) return;
    onLine(pipe, (line) => {
      const beat = beatSchema.parse(JSON.parse(line));
      if (beat.pulse !== this.#lastBeat?.pulse) onSign();
      this.#lastBeat = beat;
      if (beat.resident > this.#memoryLimit || (beat.available < LAST_MEMORY && beat.resident > LAST_MEMORY)) onHungry();
    });
  }

  #exit(): Promise<TrainerExit> {
    return new Promise((resolve) => {
      // What it started itself would hold its pipes open, and so the end back.
      this.#child.once('exit', () => this.kill());
      this.#child.once('close', (code, signal) => {
        const { available = Infinity, resident = 0 } = this.#lastBeat ?? {};
        resolve({ code, signal, memoryWasShort: available < NEARLY_NO_MEMORY, heapWasFull: this.#heapWasFull, resident });
      });
      // Could not be started at all.
      this.#child.once('error', () => {
        if (this.pid === undefined) resolve({ code: null, signal: null, memoryWasShort: false, heapWasFull: false, resident: 0 });
      });
    });
  }
}

/** Bytes of the machine, or of the container where that has less. */
function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** A trainer that dies with a command under way breaks its pipes; its exit says all there is to say. */
function onLine(input: Readable, handler: (line: string) => void): void {
  input.on('error', () => undefined);
  createInterface({ input }).on('error', () => undefined).on('line', handler);
}
