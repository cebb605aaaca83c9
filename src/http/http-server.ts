import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '../config.ts';
import type { Services } from '../graphql/context.ts';
import type { Logger } from '../logging.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { openDashboard } from './dashboard.ts';
import { serveFile } from './files.ts';
import { sendHealth, sendReadiness } from './health.ts';
import { BodyTooLarge, BodyTooSlow, readBody } from './read-body.ts';
import { serveInsights } from './insights-csv.ts';
import { baseHeaders, sendFault } from './respond.ts';
import { serveSampleImage } from './sample-image.ts';
import { signInLocally } from './session.ts';
import type { SignedUrls } from './signed-urls.ts';
import { receiveUpload } from './uploads.ts';
import type { Yoga } from './yoga.ts';

export interface HttpParts {
  readonly yoga: Yoga;
  readonly services: Services;
  readonly urls: SignedUrls;
  readonly store: BlobStore;
  readonly config: Config;
  readonly logger: Logger;
  /** True once the server shuts down. */
  stopping(): boolean;
}

type Route = (request: IncomingMessage, response: ServerResponse, path: string) => void | Promise<void>;

/** All addresses of the server. Does not listen yet. */
export function createHttpServer(parts: HttpParts): Server {
  const { services, config, logger } = parts;
  const dashboard = openDashboard();
  const routes: readonly (readonly [prefix: string, route: Route])[] = [
    ['/graphql', (request, response) => serveGraphql(parts.yoga, request, response)],
    ['/health', (_request, response) => sendHealth(response)],
    ['/ready', (_request, response) => sendReadiness(response, services.orm, parts.stopping())],
    ['/session', (request, response) => signInLocally(request, response, services.orm, config)],
    ['/uploads/', (request, response, rest) => withCors(request, response, config, () => receiveUpload(request, response, rest, { ...parts, orm: services.orm }))],
    ['/samples/', (request, response, rest) => serveSampleImage(request, response, rest, { samples: services.samples, urls: parts.urls })],
    ['/insights/', (request, response, rest) => serveInsights(request, response, rest, { orm: services.orm, urls: parts.urls })],
    ['/files/', (request, response, rest) => serveFile(request, response, rest, parts)],
    ['/', (request, response) => dashboard(request, response)],
  ];
  // Uploads may take long, so only the headers have a deadline here; bodies have their own.
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 }, (request, response) => {
    for (const [name, value] of Object.entries(baseHeaders)) response.setHeader(name, value);
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const [prefix, route] = routes.find(([prefix]) => path === prefix || (prefix.endsWith('/') && path.startsWith(prefix))) ?? ['/', dashboard];
    Promise.resolve(route(request, response, path.slice(prefix.length))).catch((error: unknown) => {
      logger.error({ err: error, path: prefix }, 'request failed');
      if (response.headersSent) response.destroy();
      else sendFault(response, 500, 'INTERNAL_SERVER_ERROR', 'Unexpected error.');
    });
  });
  server.on('clientError', answerBrokenRequest);
  return server;
}

/** A client that does not finish its headers is dropped without a word, which it might not read either. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' || !socket.writable) socket.destroy();
  else socket.end(`HTTP/1.1 ${error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
}

/** Forms are refused: a page of any origin can send them. */
const JSON_BODY = /^application\/(json|graphql\+json)\s*(;|$)/i;

async function serveGraphql(yoga: Yoga, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['content-encoding'] !== undefined && request.headers['content-encoding'] !== 'identity') {
    return sendFault(response, 415, 'BAD_REQUEST', 'Send the body without content-encoding.', { connection: 'close' });
  }
  if (request.method !== 'POST') return yoga(request, response, { req: request });
  if (!JSON_BODY.test(request.headers['content-type'] ?? '')) {
    return sendFault(response, 415, 'BAD_REQUEST', 'Send the body as content-type: application/json.', { connection: 'close' });
  }
  try {
    const body = await readBody(request);
    // Yoga takes a body that was read already from the request, as other frameworks leave it there.
    return await yoga(Object.assign(request, { body }), response, { req: request });
  } catch (error) {
    if (error instanceof BodyTooLarge) return sendFault(response, 413, 'BAD_REQUEST', 'The request is larger than 1 MB; send files by createUpload.', { connection: 'close' });
    if (error instanceof BodyTooSlow || request.destroyed) return;
    throw error;
  }
}

/** Lets pages of the origins that the settings name send files. */
async function withCors(request: IncomingMessage, response: ServerResponse, { corsOrigins }: Config, next: () => Promise<void>): Promise<void> {
  const { origin } = request.headers;
  if (origin !== undefined && corsOrigins.includes(origin)) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-methods', 'PUT');
    response.setHeader('access-control-allow-headers', 'content-type');
    response.setHeader('vary', 'origin');
  }
  if (request.method !== 'OPTIONS') return next();
  response.writeHead(204).end();
}
