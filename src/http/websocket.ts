import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config.ts';
import type { Authenticator } from './authenticator.ts';
import { originOf } from './origin.ts';
import type { Yoga } from './yoga.ts';

const MAX_MESSAGE_BYTES = 256 * 1024;
const MAX_OPERATIONS = 100;
const FORBIDDEN = 4403;
const TRY_AGAIN_LATER = 1013;
/** A peer that does not answer the closing handshake is dropped after this long. */
const CLOSE_TIMEOUT_MS = 3_000;

/** GraphQL over WebSocket (graphql-transport-ws) on `/graphql`, behind the same limits as HTTP. Returns how to close it. */
export function openWebSocket(server: Server, yoga: Yoga, authenticator: Authenticator, config: Config): () => Promise<void> {
  const options = {
    server,
    path: '/graphql',
    maxPayload: MAX_MESSAGE_BYTES,
    closeTimeout: CLOSE_TIMEOUT_MS,
    verifyClient: ({ origin, req }: { origin?: string; req: Parameters<typeof originOf>[0] }) => mayConnect(origin, originOf(req, config), config.corsOrigins),
  };
  const sockets = new WebSocketServer(options);
  const graphql = useServer(
    {
      execute: (args: ExecutionArgs) => engineOf(args).execute(args),
      subscribe: (args: ExecutionArgs) => engineOf(args).subscribe(args),
      connectionInitWaitTimeout: 3_000,
      onConnect: async ({ connectionParams, extra }) => {
        try {
          return Boolean(await authenticator.viewerOf(connectionParams?.['authorization'] ?? extra.request.headers.authorization));
        } catch {
          // The database is away. Clients come again after this code, but not after the one that an error would give.
          extra.socket.close(TRY_AGAIN_LATER, 'Try again later');
          return false;
        }
      },
      onSubscribe: async ({ connectionParams, extra, subscriptions }, _id, params) => {
        if (Object.keys(subscriptions).length > MAX_OPERATIONS) return [new GraphQLError(`At most ${MAX_OPERATIONS} operations at a time on one connection.`, { extensions: { code: 'CAPACITY' } })];
        const authorization = connectionParams?.['authorization'] ?? extra.request.headers.authorization;
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ req: extra.request, authorization, params, gone: closingOf(extra.socket) });
        let document;
        try {
          document = parse(params.query);
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError('The document cannot be parsed.')];
        }
        const errors: readonly GraphQLError[] = validate(schema, document);
        if (errors.length > 0) return errors;
        try {
          return { schema, operationName: params.operationName, document, variableValues: params.variables, contextValue: await contextFactory(), rootValue: { execute, subscribe } };
        } catch (error) {
          // The key ended since the connection was made.
          if (error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED') extra.socket.close(FORBIDDEN, 'Forbidden');
          return [error instanceof GraphQLError ? error : new GraphQLError('Unexpected error.')];
        }
      },
    },
    sockets,
  );
  return async () => {
    await graphql.dispose();
  };
}

const closing = new WeakMap<WebSocket, AbortSignal>();

/** Aborted when the socket closes; one for all its operations. */
function closingOf(socket: WebSocket): AbortSignal {
  const known = closing.get(socket);
  if (known) return known;
  const controller = new AbortController();
  // Each operation that waits on the socket listens; their number has a bound.
  setMaxListeners(MAX_OPERATIONS + 1, controller.signal);
  socket.once('close', () => controller.abort());
  closing.set(socket, controller.signal);
  return controller.signal;
}

interface Engine {
  execute(args: ExecutionArgs): ReturnType<NonNullable<Parameters<typeof useServer>[0]['execute']>>;
  subscribe(args: ExecutionArgs): ReturnType<NonNullable<Parameters<typeof useServer>[0]['subscribe']>>;
}

/** Envelop's own functions of this operation, handed from `onSubscribe` on as the root value. */
function engineOf({ rootValue }: ExecutionArgs): Engine {
  return rootValue as Engine;
}

/** Programs send no origin. A page may connect from the server's own origin or one that the settings name. */
function mayConnect(origin: string | undefined, own: string, allowed: readonly string[]): boolean {
  return !origin || origin === own || allowed.includes(origin);
}
