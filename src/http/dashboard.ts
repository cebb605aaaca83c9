import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { sendFault } from './respond.ts';

const BUILT = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export type ServeDashboard = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves the built dashboard; every path that is no file is one of its pages. */
export function openDashboard(): ServeDashboard {
  if (!existsSync(BUILT)) return (_request, response) => sendFault(response, 404, 'NOT_FOUND', 'The dashboard is not built; `npm start` builds it.');
  const serve = sirv(BUILT, {
    single: true,
    etag: true,
    setHeaders(response, path) {
      response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
      // Built names of assets hold a hash of their content.
      response.setHeader('cache-control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (request, response) => serve(request, response, () => sendFault(response, 404, 'NOT_FOUND', 'There is nothing at this address.'));
}
