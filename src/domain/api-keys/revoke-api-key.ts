import { type Caller, type Services, write } from '../caller.ts';
import { ApiKey } from '../entities/api-key.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';

/** Ends a key at once. Revoking again changes nothing; the key in use stays, so that nobody locks himself out. */
export async function revokeApiKey({ em }: Services, caller: Caller, apiKeyId: string): Promise<ApiKey> {
  return write(em, async (tx) => {
    const apiKey = await getOwn(tx, ApiKey, caller, apiKeyId, ['apiKeyId']);
    if (apiKey.id === caller.apiKeyId) throw new Fault('CONFLICT', 'This is the key in use; revoke it with another key.', ['apiKeyId']);
    apiKey.revokedAt ??= new Date();
    return apiKey;
  });
}
