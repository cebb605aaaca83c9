import type { MikroORM } from '@mikro-orm/postgresql';
import { validKeys } from '../domain/api-keys/valid-keys.ts';

/** How long a revoked or expired key may still hear events. */
const CHECK_EVERY_MS = 3_000;

/** Tells open streams when their key is no longer valid. One query every 3 s for all keys of the server that listen, none while nobody does. */
export class WatchedKeys {
  readonly #orm: MikroORM;
  readonly #listeners = new Map<string, Set<() => void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(orm: MikroORM) {
    this.#orm = orm;
  }

  /** @param onInvalid  called once. @returns ends the watch */
  watch(apiKeyId: string, onInvalid: () => void): () => void {
    // A function of its own: two streams may give the same one.
    const listener = () => onInvalid();
    const listeners = this.#listeners.get(apiKeyId) ?? new Set();
    this.#listeners.set(apiKeyId, listeners.add(listener));
    this.#timer ??= setInterval(() => void this.#look(), CHECK_EVERY_MS);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(apiKeyId) === listeners) this.#listeners.delete(apiKeyId);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  async #look(): Promise<void> {
    const ids = [...this.#listeners.keys()];
    // An unreachable database proves nothing about the keys; the next look will tell.
    const valid = await validKeys(this.#orm.em.fork(), ids).catch(() => new Set(ids));
    for (const id of ids) {
      if (valid.has(id)) continue;
      const listeners = this.#listeners.get(id) ?? [];
      this.#listeners.delete(id);
      for (const listener of listeners) listener();
    }
  }
}
