import type { TrainerReport } from '../../domain/training-runs/trainer-report.ts';
import { type FromTrainer, isToTrainer, REPORTS_AHEAD } from '../protocol.ts';

/** Several reports in one message: a message costs some 30 µs of the training loop's time. */
const SEND_AT = 64;
const SEND_EVERY_MS = 50;

/** What the trainer tells its worker, in order. Never waits, until it is too far ahead of what is stored. */
export class Outbox {
  #waiting: TrainerReport[] = [];
  #lastSent = 0;
  #ahead = 0;
  /** Those who wait until there is room again. */
  #waiters: (() => void)[] = [];

  constructor() {
    process.on('message', (message: unknown) => {
      if (!isToTrainer(message) || message.type !== 'stored') return;
      this.#ahead -= message.count;
      if (this.#ahead < REPORTS_AHEAD) for (const resume of this.#waiters.splice(0)) resume();
    });
    setInterval(() => this.flush(), SEND_EVERY_MS).unref();
  }

  /** Resolves at once, but where `REPORTS_AHEAD` reports are not stored yet. */
  async tell(report: TrainerReport): Promise<void> {
    this.#waiting.push(report);
    this.#ahead += 1;
    if (this.#waiting.length >= SEND_AT || performance.now() - this.#lastSent >= SEND_EVERY_MS) this.flush();
    if (this.#ahead < REPORTS_AHEAD) return;
    this.flush();
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    const reports = this.#waiting;
    this.#waiting = [];
    this.#lastSent = performance.now();
    void send({ type: 'reports', reports });
  }

  /** Sends the last message; resolves when it has left this process. */
  async end(end: FromTrainer): Promise<void> {
    this.flush();
    await send(end);
  }
}

/** A worker that is gone takes no messages; the watch thread then ends this process. */
function send(message: FromTrainer): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) throw new Error('A trainer is started by a worker, not by hand.');
    process.send(message, undefined, undefined, () => resolve());
  });
}
