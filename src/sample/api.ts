import { createHash } from 'node:crypto';
import { z } from 'zod';

const answer = z.object({ data: z.record(z.string(), z.unknown()).nullish(), errors: z.array(z.object({ message: z.string() })).optional() });
const userErrors = z.object({ userErrors: z.array(z.object({ message: z.string() })) });

/** The public API, as any client uses it. */
export class Api {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** @throws an error with the server's words where the operation fails. */
  async ask<T>(shape: z.ZodType<T>, query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.#key}` };
    const response = await fetch(`${this.#url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors = [] } = answer.parse(await response.json());
    const faults = Object.values(data ?? {}).flatMap((payload) => userErrors.safeParse(payload).data?.userErrors ?? []);
    const messages = [...errors, ...faults].map(({ message }) => message);
    if (messages.length > 0) throw new Error(messages.join(' '));
    return shape.parse(data);
  }

  async upload(filename: string, bytes: Uint8Array): Promise<string> {
    const shape = z.object({ createUpload: z.object({ upload: z.object({ id: z.string(), url: z.string() }) }) });
    const input = { filename, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
    const { createUpload } = await this.ask(shape, 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { message } } }', { input });
    const response = await fetch(createUpload.upload.url, { method: 'PUT', body: Uint8Array.from(bytes) });
    if (!response.ok) throw new Error(await response.text());
    return createUpload.upload.id;
  }
}
