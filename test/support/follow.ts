import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.ts';

/** The data of each item of a subscription over graphql-ws, until the server completes it. */
export async function* follow(app: Pick<ApiClient, 'url' | 'rootKey'>, query: string, variables: Record<string, unknown>, key = app.rootKey): AsyncGenerator<unknown, void, void> {
  const client = createClient({ url: `${app.url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${key}` } });
  try {
    for await (const { data, errors } of client.iterate({ query, variables })) {
      if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
      yield data;
    }
  } finally {
    await client.dispose();
  }
}
