import { createHash } from 'node:crypto';
import { z } from 'zod';

const answer = z.object({ data: z.unknown().optional(), errors: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional(), extensions: z.object({ code: z.string() }).loose().optional() })).optional() });
export type Answer = z.infer<typeof answer>;

const created = z.object({ createUpload: z.object({ upload: z.object({ id: z.string(), url: z.string() }) }) });

/** A server's public API. */
export interface ApiClient {
  readonly url: string;
  readonly rootKey: string;
  /** Sends an operation with a key (the root key where absent, none where null). */
  ask(query: string, variables?: Record<string, unknown>, key?: string | null): Promise<Answer>;
  /** The same, and its data parsed; fails where there are errors. */
  data<T>(shape: z.ZodType<T>, query: string, variables?: Record<string, unknown>, key?: string): Promise<T>;
  /** Announces and sends a file; its id. */
  upload(filename: string, bytes: Uint8Array, key?: string): Promise<string>;
}

export function apiClient(url: string, rootKey: string): ApiClient {
  const ask: ApiClient['ask'] = async (query, variables = {}, key = rootKey) => {
    const headers = { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return answer.parse(await response.json());
  };
  const data: ApiClient['data'] = async (shape, query, variables = {}, key = rootKey) => {
    const result = await ask(query, variables, key);
    if (result.errors) throw new Error(JSON.stringify(result.errors));
    return shape.parse(result.data);
  };
  return {
    url, rootKey, ask, data,
    async upload(filename, bytes, key = rootKey) {
      const input = { filename, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
      const { createUpload } = await data(created, 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { message } } }', { input }, key);
      const response = await fetch(createUpload.upload.url, { method: 'PUT', body: new Blob([Uint8Array.from(bytes)]) });
      if (!response.ok) throw new Error(await response.text());
      return createUpload.upload.id;
    },
  };
}
