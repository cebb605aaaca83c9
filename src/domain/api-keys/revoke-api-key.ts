import { type Caller, type Services, write } from '../caller.ts';
import { ApiKey } from '../entities/api-key.ts';
import { getOwn } from '../find-own.ts';

/** Ends a key at once. Revoking again changes nothing. */
export async function revokeApiKey({ em }: Services, caller: Caller, apiKeyId: string): Promise<ApiKey> {
  return write(em, async (tx) => {
    const apiKey = await getOwn(tx, ApiKey, caller, apiKeyId, ['apiKeyId']);
    apiKey.revokedAt ??= new Date();
    return apiKey;
  });
}
