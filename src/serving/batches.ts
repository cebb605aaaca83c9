/**
 * Hands on what comes, in order and one batch after the other: the first at once, then whatever has come meanwhile, with
 * so many milliseconds at least between the beginnings of two batches.
 */
export class Batches<T> {
  readonly #everyMs: number;
  readonly #handOn: (batch: readonly T[]) => Promise<void>;
  #waiting: T[] = [];
  #running: Promise<void> | undefined;
  #hurry: () => void = () => undefined;
  #isEnding = false;

  constructor(everyMs: number, handOn: (batch: readonly T[]) => Promise<void>) {
    this.#everyMs = everyMs;
    this.#handOn = handOn;
  }

  /** Resolves when the item, and all before it, are handed on; rejects where that fails. */
  add(item: T): Promise<void> {
    this.#waiting.push(item);
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Hands on what waits without further pauses; nothing may be added afterwards. */
  async flush(): Promise<void> {
    this.#isEnding = true;
    this.#hurry();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const startedAt = performance.now();
      await this.#handOn(this.#waiting.splice(0));
      await this.#pause(startedAt + this.#everyMs - performance.now());
    }
    this.#running = undefined;
  }

  #pause(ms: number): Promise<void> {
    if (ms <= 0 || this.#isEnding) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
