import { createClient as createStreamClient, NetworkError } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws/client';
import { authorization, csrfHeader } from '../api/headers';

export interface LiveRequest {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** How a subscription ended other than by completing: dropped (try again), refused by the API, or the key is not taken. */
export type Ending = { readonly kind: 'dropped' } | { readonly kind: 'refused'; readonly message: string } | { readonly kind: 'unauthenticated' };

interface Sink<Data> {
  next(result: { readonly data?: Data | null | undefined; readonly errors?: readonly unknown[] | undefined }): void;
  error(fault: unknown): void;
  complete(): void;
}

/** What graphql-ws and graphql-sse have in common. Neither may reconnect by itself: it would ask for the first cursor again. */
export interface Transport {
  subscribe<Data>(request: LiveRequest, sink: Sink<Data>): () => void;
}

/** GraphQL over one WebSocket that all subscriptions of the page share; a silent one is given up after 15 s. */
export function socketTransport(key: string, onConnected: () => void): Transport {
  let answerDue: ReturnType<typeof setTimeout> | undefined;
  const client = createSocketClient({
    url: new URL('/graphql', location.origin).href.replace(/^http/, 'ws'),
    connectionParams: { authorization: authorization(key) },
    retryAttempts: 0,
    connectionAckWaitTimeout: 5_000,
    lazyCloseTimeout: 1_000,
    keepAlive: 10_000,
    on: {
      connected: onConnected,
      ping: (received) => {
        if (!received) answerDue = setTimeout(() => client.terminate(), 5_000);
      },
      pong: (received) => {
        if (received) clearTimeout(answerDue);
      },
      closed: () => clearTimeout(answerDue),
    },
  });
  return client;
}

/** Server-sent events, a request per subscription, for networks that let no WebSocket through. */
export function streamTransport(key: string): Transport {
  return createStreamClient({
    url: new URL('/graphql', location.origin).href,
    headers: { authorization: authorization(key), ...csrfHeader },
    retryAttempts: 0,
  });
}

export function endingOf(fault: unknown): Ending {
  if (Array.isArray(fault)) return refusal(fault);
  if (fault instanceof NetworkError && fault.response?.status === 401) return { kind: 'unauthenticated' };
  if (fault instanceof CloseEvent && (fault.code === 4401 || fault.code === 4403)) return { kind: 'unauthenticated' };
  return { kind: 'dropped' };
}

function refusal(errors: readonly { message?: unknown; extensions?: { code?: unknown } }[]): Ending {
  if (errors.some((error) => error.extensions?.code === 'UNAUTHENTICATED')) return { kind: 'unauthenticated' };
  return { kind: 'refused', message: errors.map((error) => String(error.message)).join(' ') };
}
