import { isKeyValid } from '../domain/api-keys/is-key-valid.ts';
import type { Context } from './context.ts';
import { unauthenticated } from './errors.ts';

/** How long a revoked or expired key may still hear events. */
const CHECK_EVERY_MS = 3_000;

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

async function* guard<T>({ orm, viewer }: Context, stream: AsyncIterableIterator<T, void, void>): AsyncGenerator<T, void, void> {
  let valid = viewer !== null;
  const check = setInterval(async () => {
    // An unreachable database proves nothing about the key; the next look will tell.
    valid = viewer !== null && (await isKeyValid(orm.em.fork(), viewer.apiKeyId).catch(() => valid));
    if (!valid) void stream.return?.();
  }, CHECK_EVERY_MS);
  try {
    for await (const item of stream) yield item;
    if (!valid) throw unauthenticated();
  } finally {
    clearInterval(check);
    void stream.return?.();
  }
}
