/**
 * An async generator that `return()` ends at once. By itself a generator that waits for something hears of `return()`
 * only after its next `yield`, so a subscriber that left would stay until the next event.
 */
export function stoppable<T>(generate: (signal: AbortSignal) => AsyncGenerator<T, void, void>): AsyncIterableIterator<T, void, void> {
  const left = new AbortController();
  const generator = generate(left.signal);
  return {
    next: () => generator.next(),
    return: () => {
      left.abort();
      return generator.return();
    },
    throw: (error) => {
      left.abort();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
