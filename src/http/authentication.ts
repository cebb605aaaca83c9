import type { MikroORM } from '@mikro-orm/postgresql';
import { type Authenticated, authenticate } from '../domain/api-keys/authenticate.ts';

const MAX_KEY_LENGTH = 300;

/** The key in an `Authorization: Bearer …` value. Undefined: none was sent. Null: not one that could be ours. */
export function bearerKey(authorization: unknown): string | null | undefined {
  if (authorization === undefined || authorization === null || authorization === '') return undefined;
  if (typeof authorization !== 'string') return null;
  const [, key] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization.trim()) ?? [];
  return key !== undefined && key.length <= MAX_KEY_LENGTH ? key : null;
}

/** Undefined: no key was sent. Null: the key is not valid. */
export async function viewerOf(orm: MikroORM, authorization: unknown): Promise<Authenticated | null | undefined> {
  const key = bearerKey(authorization);
  if (key === undefined || key === null) return key;
  return (await authenticate(orm.em.fork(), key)) ?? null;
}
