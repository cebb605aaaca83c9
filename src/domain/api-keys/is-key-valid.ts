import type { EntityManager } from '@mikro-orm/postgresql';
import { ApiKey } from '../entities/api-key.ts';

/** Whether a key is neither revoked nor expired. */
export async function isKeyValid(em: EntityManager, apiKeyId: string): Promise<boolean> {
  const valid = { id: apiKeyId, revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] };
  return (await em.count(ApiKey, valid)) === 1;
}
