import type { IncomingMessage } from 'node:http';
import { type GraphQLSchema, GraphQLError } from 'graphql';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga } from 'graphql-yoga';
import type { Config } from '../config.ts';
import type { Context, Services } from '../graphql/context.ts';
import type { Logger } from '../logging.ts';
import type { Authenticator } from './authenticator.ts';
import { contextPerEvent } from './context-per-event.ts';
import { createErrorMask } from './mask-error.ts';
import { originOf } from './origin.ts';
import { hardening } from './yoga-plugins.ts';

/** What a transport gives: where the request came from and what it said of itself. */
export interface Transport {
  readonly req: IncomingMessage;
  /** The value that would stand in an Authorization header; a socket's comes with its first message. */
  readonly authorization?: unknown;
  /** Aborted when the socket closes. */
  readonly gone?: AbortSignal;
}

export type Yoga = ReturnType<typeof openYoga>;

/** The GraphQL endpoint, without a port. */
export function openYoga(schema: GraphQLSchema, services: Services, authenticator: Authenticator, config: Config, logger: Logger) {
  return createYoga<Transport, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    renderGraphiQL,
    graphiql: config.production ? false : { title: 'Flywheel', defaultQuery: FIRST_QUERY, headers: '{"authorization": "Bearer YOUR_KEY"}', subscriptionsProtocol: 'WS' },
    cors: { origin: [...config.corsOrigins], credentials: false, allowedHeaders: ['authorization', 'content-type', 'x-flywheel-csrf'], methods: ['POST', 'GET', 'OPTIONS'] },
    batching: false,
    multipart: false,
    logging: false,
    maskedErrors: { maskError: createErrorMask(logger) },
    plugins: [...hardening(config), contextPerEvent()],
    context: async ({ req, authorization, request, gone }) => {
      const viewer = await authenticator.viewerOf(authorization ?? req.headers.authorization);
      if (viewer === null) throw new GraphQLError('This API key is not valid, was revoked or has expired.', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
      return { ...services, em: services.orm.em.fork(), viewer: viewer ?? null, origin: originOf(req, config), gone: gone ?? goneOf(request) };
    },
  });
}

/** An operation on a socket has no request of its own. */
const goneOf = (request: Request | undefined) => request?.signal;

const FIRST_QUERY = `# Put your key into the headers below, then press the play button.
{
  serverInfo { version compute { backend libraryVersion devices { name kind } } }
  trainingRuns(first: 5) {
    edges { node { id name state progress { epoch epochs } latestMetrics { name value } } }
  }
}
`;
