import { Fault } from '../domain/fault.ts';

/** Lets so many pieces of work go on at a time, and so many wait for their turn; others are refused at once. */
export class Places {
  #free: number;
  readonly #most: number;
  readonly #waiting = new Set<() => void>();

  constructor(atOnce: number, waiting: number) {
    this.#free = atOnce;
    this.#most = waiting;
  }

  /** @throws Fault where too many wait; the signal's reason where it is aborted before its turn. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await this.#turn(signal);
    else this.#free -= 1;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#most) throw new Fault('CAPACITY', 'Too many files are being looked into; ask again in a moment.');
    return new Promise((resolve, reject) => {
      const take = () => {
        this.#waiting.delete(take);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(take);
        reject(signal.reason instanceof Error ? signal.reason : new Error('Nobody waits for it.'));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(take);
      if (signal.aborted) leave();
    });
  }
}
