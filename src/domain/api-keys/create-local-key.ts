import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { ApiKey } from '../entities/api-key.ts';
import { Project } from '../entities/project.ts';
import { hashSecret, newSecret } from './secret.ts';

const NAME = 'Local dashboard';
const GOOD_FOR_MS = 12 * 3600_000;

/** A short-lived key of the root project for a browser on this machine: all that the dashboard does, but no ADMIN. */
export async function createLocalKey(em: EntityManager): Promise<{ secret: string; expiresAt: Date }> {
  const secret = newSecret();
  const expiresAt = new Date(Date.now() + GOOD_FOR_MS);
  await write(em, async (tx) => {
    const project = await tx.findOneOrFail(Project, { root: true });
    await tx.nativeDelete(ApiKey, { project, name: NAME, expiresAt: { $lt: new Date() } });
    tx.create(ApiKey, { project, name: NAME, hash: hashSecret(secret), scopes: ['READ', 'GENERATE', 'FEEDBACK', 'DATA', 'TRAIN', 'REVIEW'], expiresAt, revokedAt: null, lastUsedAt: null });
  });
  return { secret, expiresAt };
}
