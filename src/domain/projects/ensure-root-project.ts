import type { EntityManager } from '@mikro-orm/postgresql';
import { hashSecret, newSecret } from '../api-keys/secret.ts';
import { write } from '../caller.ts';
import { ApiKey } from '../entities/api-key.ts';
import { Project } from '../entities/project.ts';

const ROOT_LOCK = 7_310_002;
const GIVEN_KEY_NAME = 'Root key';

/**
 * Makes the root project at the first start, and its key: the given one, else a new one, whose secret is returned this
 * once. Where a key is given that differs from the one before, it takes that one's place.
 */
export async function ensureRootProject(em: EntityManager, givenKey: string | undefined): Promise<{ projectId: string; newSecret: string | undefined }> {
  return write(em, async (tx) => {
    await tx.execute('select pg_advisory_xact_lock(?)', [ROOT_LOCK]);
    const existing = await tx.findOne(Project, { root: true });
    const project = existing ?? tx.create(Project, { name: 'Main', root: true });
    await tx.flush();
    const secret = givenKey ?? (existing ? undefined : newSecret());
    if (secret) await replaceRootKey(tx, project, hashSecret(secret));
    return { projectId: project.id, newSecret: givenKey ? undefined : secret };
  });
}

async function replaceRootKey(tx: EntityManager, project: Project, hash: string): Promise<void> {
  const keys = await tx.find(ApiKey, { project: project.id, name: GIVEN_KEY_NAME, revokedAt: null });
  if (keys.some((key) => key.hash === hash)) return;
  for (const key of keys) key.revokedAt = new Date();
  tx.create(ApiKey, { project, name: GIVEN_KEY_NAME, hash, scopes: ['ADMIN'], expiresAt: null, revokedAt: null, lastUsedAt: null });
}
