import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { type Authenticated, authenticate } from '../domain/api-keys/authenticate.ts';
import { bearerKey } from './bearer-key.ts';

/** How long another server's revocation may go unnoticed; one by this server counts at once. */
const REMEMBER_MS = 2_000;
const REMEMBER_AT_MOST = 1_000;

/** Finds out whose key a request carries. Remembers good keys for 2 s: a look-up costs as much as a small query's whole answer. */
export class Authenticator {
  readonly #orm: MikroORM;
  readonly #known = new Map<string, { viewer: Authenticated; until: number }>();

  constructor(orm: MikroORM) {
    this.#orm = orm;
  }

  /** Undefined: no key was sent. Null: the key is not valid. */
  async viewerOf(authorization: unknown): Promise<Authenticated | null | undefined> {
    const key = bearerKey(authorization);
    if (key === undefined || key === null) return key;
    const hash = createHash('sha256').update(key).digest('base64');
    const known = this.#known.get(hash);
    if (known && known.until > Date.now()) return known.viewer;
    this.#known.delete(hash);
    const viewer = await authenticate(this.#orm.em.fork(), key);
    if (!viewer) return null;
    if (this.#known.size >= REMEMBER_AT_MOST) this.#known.clear();
    const until = Math.min(Date.now() + REMEMBER_MS, viewer.expiresAt?.getTime() ?? Infinity);
    this.#known.set(hash, { viewer, until });
    return viewer;
  }

  /** A key was revoked here. */
  forget(apiKeyId: string): void {
    for (const [hash, { viewer }] of this.#known) if (viewer.apiKeyId === apiKeyId) this.#known.delete(hash);
  }
}
