/**
 * Writes the newest value of a fast series to a slow place: at once where the last write is long enough ago, else later,
 * and never two at a time. A failed write is dropped: the next one says more.
 */
export class ProgressWriter<T> {
  readonly #write: (value: T) => Promise<void>;
  readonly #everyMs: number;
  #newest: T | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #wroteAt = Number.NEGATIVE_INFINITY;

  constructor(everyMs: number, write: (value: T) => Promise<void>) {
    this.#everyMs = everyMs;
    this.#write = write;
  }

  report(value: T): void {
    this.#newest = value;
    this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, this.#wroteAt + this.#everyMs - performance.now()));
  }

  /** Writes no more, and waits for a write under way. */
  async close(): Promise<void> {
    this.#newest = undefined;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #flush(): void {
    const value = this.#newest;
    if (value === undefined) return;
    this.#newest = undefined;
    this.#writing = this.#write(value)
      .catch(() => undefined)
      .then(() => {
        this.#wroteAt = performance.now();
        this.#timer = undefined;
        if (this.#newest !== undefined) this.report(this.#newest);
      });
  }
}
