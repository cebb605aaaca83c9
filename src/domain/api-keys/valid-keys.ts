import type { EntityManager } from '@mikro-orm/postgresql';
import { ApiKey } from '../entities/api-key.ts';

/** Those of the keys that are neither revoked nor expired. */
export async function validKeys(em: EntityManager, apiKeyIds: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = await em.find(ApiKey, { id: { $in: [...apiKeyIds] }, revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] }, { fields: ['id'] });
  return new Set(keys.map(({ id }) => id));
}
