import { hashSecret, newSecret } from '../api-keys/secret.ts';
import { type Caller, type Services, write } from '../caller.ts';
import { ApiKey } from '../entities/api-key.ts';
import { Project } from '../entities/project.ts';
import { Fault } from '../fault.ts';
import { once } from '../idempotency.ts';
import { lineInput } from '../text-input.ts';

export interface CreateProjectInput {
  readonly name: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** Makes a project with an ADMIN key of its own. A repeated call gives the project without the secret, which is shown once. */
export async function createProject({ em }: Services, caller: Caller, input: CreateProjectInput): Promise<{ project: Project; secret: string | null }> {
  if (!caller.isRootProject) throw new Fault('FORBIDDEN', 'Only a key of the root project can make projects.');
  const name = lineInput(input.name, 'name');
  const secret = newSecret();
  return write(em, async (tx) => {
    const { id, repeated } = await once(tx, { projectId: caller.projectId, mutation: 'createProject', key: input.idempotencyKey, input: { name } }, async (id) => {
      const project = tx.create(Project, { id, name });
      tx.create(ApiKey, { project, name: 'First key', hash: hashSecret(secret), scopes: ['ADMIN'], expiresAt: null, revokedAt: null, lastUsedAt: null });
      await tx.flush();
    });
    return { project: await tx.findOneOrFail(Project, id), secret: repeated ? null : secret };
  });
}
