import type { EntityManager } from '@mikro-orm/postgresql';
import { ApiKey, type Scope, scopes as allScopes } from '../entities/api-key.ts';
import { hashSecret } from './secret.ts';

export interface Authenticated {
  readonly apiKeyId: string;
  readonly keyName: string;
  readonly projectId: string;
  readonly isRootProject: boolean;
  readonly scopes: ReadonlySet<Scope>;
  readonly expiresAt: Date | null;
}

/** How exactly `lastUsedAt` is kept; writing it on every request would cost an update each. */
const LAST_USED_PRECISION_MS = 60_000;

/** Whose key this is, or undefined where it is unknown, revoked or expired. ADMIN includes every other scope. */
export async function authenticate(em: EntityManager, secret: string): Promise<Authenticated | undefined> {
  const key = await em.findOne(ApiKey, { hash: hashSecret(secret) }, { populate: ['project'] });
  const now = Date.now();
  if (!key || key.revokedAt || (key.expiresAt && key.expiresAt.getTime() <= now)) return undefined;
  if (!key.lastUsedAt || now - key.lastUsedAt.getTime() > LAST_USED_PRECISION_MS) {
    await em.nativeUpdate(ApiKey, { id: key.id }, { lastUsedAt: new Date(now) });
  }
  const project = key.project.getEntity();
  const granted = key.scopes.includes('ADMIN') ? allScopes : key.scopes;
  return { apiKeyId: key.id, keyName: key.name, projectId: project.id, isRootProject: project.root, scopes: new Set(granted), expiresAt: key.expiresAt ?? null };
}
