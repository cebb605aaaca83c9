import { isKeyValid } from '../domain/api-keys/is-key-valid.ts';
import type { Context } from './context.ts';
import { unauthenticated } from './errors.ts';

/** How long a revoked or expired key may still hear events. */
const CHECK_EVERY_MS = 3_000;

/** Passes a stream on for as long as the viewer's key is valid; then the stream fails with UNAUTHENTICATED. */
export async function* whileKeyIsValid<T>({ orm, viewer }: Context, stream: AsyncIterableIterator<T, void, void>): AsyncGenerator<T, void, void> {
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
