import type { Server } from 'node:http';
import type { Config } from '../config.ts';
import { Problem } from '../problem.ts';

const IN_FLIGHT_MS = 10_000;

/**
 * Starts to listen; resolves to the address.
 * @throws an error that says what to do where the port is taken or not allowed.
 */
export async function listenOn(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Problem(problemOf(error, host, port), { cause: error })));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

function problemOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: stop what runs there, or set PORT to another.`;
    case 'EACCES':
      return `Port ${port} needs more rights than this user has: set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: set HOST to one that is, for example 127.0.0.1.`;
    default:
      return `The server cannot listen on ${host}:${port} (${message}).`;
  }
}

/** Takes no more connections, lets requests in flight end, then closes what is left. */
export async function stopServing(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS);
  await closed;
  clearTimeout(timer);
}
