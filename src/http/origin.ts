import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:]+\](:\d{1,5})?$/i;

/** `https://host` as this client reaches the server: the public address where one is set, else the request's own host. */
export function originOf(request: IncomingMessage, { publicUrl, host, port }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  const named = request.headers.host ?? '';
  return `http://${HOST.test(named) ? named : `${host}:${port}`}`;
}
