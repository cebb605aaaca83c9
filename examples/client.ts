import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A few lines around the public API: any GraphQL client does the same. */
export class FlywheelClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** Sends an operation; throws on GraphQL errors and on user errors. */
  async ask<Data extends object>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#key}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (errors || !data) throw new Error((errors ?? []).map((error) => error.message).join('\n'));
    for (const payload of Object.values(data)) {
      const faults: { message: string }[] = payload?.userErrors ?? [];
      if (faults.length > 0) throw new Error(faults.map((fault) => fault.message).join('\n'));
    }
    return data;
  }

  /** Announces a file and sends it; its id. Neither end holds the whole file in memory. */
  async upload(path: string): Promise<string> {
    const { size } = await stat(path);
    const { createUpload } = await this.ask<{ createUpload: { upload: { id: string; url: string } } }>(
      `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { message } } }`,
      { input: { filename: basename(path), sizeBytes: size, sha256: await hashOf(path) } },
    );
    const body = Readable.toWeb(createReadStream(path));
    const response = await fetch(createUpload.upload.url, { method: 'PUT', body, headers: { 'content-length': String(size) }, duplex: 'half' } as RequestInit);
    if (!response.ok) throw new Error(`${basename(path)}: ${await response.text()}`);
    return createUpload.upload.id;
  }

  /**
   * Follows a subscription whose items carry a cursor. After a lost connection it goes on from the last cursor: the
   * client sends the same variables object again, in which `after` has moved on.
   */
  async *follow<Item extends object>(query: string, field: string, variables: Record<string, unknown>): AsyncGenerator<Item, void, void> {
    const client = createClient({ url: `${this.#url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${this.#key}` }, retryAttempts: Infinity, shouldRetry: () => true });
    try {
      for await (const { data, errors } of client.iterate<Record<string, Item>>({ query, variables })) {
        const item = data?.[field];
        if (!item) throw new Error(errors?.map((error) => error.message).join('\n') ?? 'An empty answer.');
        if ('cursor' in item) variables['after'] = item.cursor;
        yield item;
      }
    } finally {
      await client.dispose();
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
