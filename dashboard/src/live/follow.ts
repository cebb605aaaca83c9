import { stringifyDocument, type TypedDocumentNode } from 'urql';
import type { LiveClient } from './live-client';

interface Subscription<Data, Variables> {
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly variables: Variables & Record<string, unknown>;
  /** Takes in what came; returns the cursor to go on from after a lost connection, where the subscription has cursors. */
  onData(data: Data): string | null;
  /** Whether nothing more will come: the subscription completed, and rightly so. */
  isOver(): boolean;
  /** The API does not serve this subscription: unknown id, not allowed. */
  onRefused(message: string): void;
}

const longestWait = 5_000;

/**
 * Follows a subscription over lost connections: asks anew with `after` set to the last cursor, so that nothing is lost and
 * nothing comes twice. Waits 0.25 s, then double each time up to 5 s.
 *
 * @returns stops following.
 */
export function follow<Data, Variables>(live: LiveClient, subscription: Subscription<Data, Variables>): () => void {
  const controller = new AbortController();
  void followUntil(live, subscription, controller.signal);
  return () => controller.abort();
}

async function followUntil<Data, Variables>(live: LiveClient, subscription: Subscription<Data, Variables>, signal: AbortSignal) {
  // One object for all rounds: where graphql-ws resends a request itself (close code 1000), it reads the newest cursor too.
  const variables: Record<string, unknown> = { ...subscription.variables };
  const request = { query: stringifyDocument(subscription.document), variables };
  let failures = 0;
  const take = (data: Data) => {
    failures = 0;
    const cursor = subscription.onData(data);
    if (cursor !== null) variables['after'] = cursor;
  };
  while (!signal.aborted) {
    const ending = await live.run<Data>(request, take, signal);
    if (signal.aborted || ending?.kind === 'unauthenticated') return;
    if (ending?.kind === 'refused') return subscription.onRefused(ending.message);
    if (ending === null && subscription.isOver()) return;
    await pause(Math.min(longestWait, 250 * 2 ** failures), signal);
    failures += 1;
  }
}

/** Between half and the whole of `milliseconds`, so that many pages do not all come back at once. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds * (0.5 + Math.random() / 2));
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
