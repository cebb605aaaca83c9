import type { Context } from './context.ts';
import { unauthenticated } from './errors.ts';

/** Passes a stream on, and says once when its reader has left or it has ended. */
export function untilLeft<T>(stream: AsyncIterableIterator<T, void, void>, leave: () => void): AsyncIterableIterator<T, void, void> {
  return {
    async next() {
      const result = await stream.next();
      if (result.done) leave();
      return result;
    },
    async return() {
      leave();
      await stream.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Passes a stream on for as long as the viewer's key is valid; then it fails with UNAUTHENTICATED. A reader that leaves
 * ends the stream at once, also while nothing comes: an async generator alone would hear of it with the next item.
 */
export function whileKeyIsValid<T>(context: Context, stream: AsyncIterableIterator<T, void, void>): AsyncIterableIterator<T, void, void> {
  const guarded = guard(context, stream);
  return {
    next: () => guarded.next(),
    return: () => {
      void stream.return?.();
      return guarded.return();
    },
    throw: (error) => {
      void stream.return?.();
      return guarded.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* guard<T>({ watchedKeys, viewer }: Context, stream: AsyncIterableIterator<T, void, void>): AsyncGenerator<T, void, void> {
  if (!viewer) throw unauthenticated();
  let valid = true;
  const endWatch = watchedKeys.watch(viewer.apiKeyId, () => {
    valid = false;
    void stream.return?.();
  });
  try {
    for await (const item of stream) yield item;
    if (!valid) throw unauthenticated();
  } finally {
    endWatch();
    void stream.return?.();
  }
}
