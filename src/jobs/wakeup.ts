/** Lets any number of readers wait for the next change. */
export class Wakeup {
  readonly #waiting = new Set<() => void>();

  wake(): void {
    for (const wakeOne of this.#waiting) wakeOne();
  }

  /** Resolves at the next `wake`, when the signal is aborted, or after `timeoutMs`. Never rejects. */
  next(signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => done(), timeoutMs);
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }
}
