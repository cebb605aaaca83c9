import { type Caller, type Services, write } from '../caller.ts';
import { ApiKey, type Scope, scopes as allScopes } from '../entities/api-key.ts';
import { Project } from '../entities/project.ts';
import { Fault } from '../fault.ts';
import { lineInput } from '../text-input.ts';
import { hashSecret, newSecret } from './secret.ts';

export interface CreateApiKeyInput {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date | null | undefined;
}

/** Makes a key of the caller's project. The secret is returned this once; only its hash is stored. */
export async function createApiKey({ em }: Services, caller: Caller, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; secret: string }> {
  const name = lineInput(input.name, 'name');
  if (input.scopes.length === 0) throw new Fault('INVALID_INPUT', `scopes must name at least one of ${allScopes.join(', ')}.`, ['scopes']);
  if (input.expiresAt && input.expiresAt.getTime() <= Date.now()) throw new Fault('INVALID_INPUT', 'expiresAt must lie in the future.', ['expiresAt']);
  const secret = newSecret();
  const apiKey = await write(em, async (tx) =>
    tx.create(ApiKey, {
      project: tx.getReference(Project, caller.projectId, { wrapped: true }),
      name,
      hash: hashSecret(secret),
      scopes: [...new Set(input.scopes)],
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
      lastUsedAt: null,
    }),
  );
  return { apiKey, secret };
}
