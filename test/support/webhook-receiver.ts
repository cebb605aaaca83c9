import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly message: { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> };
}

export type Answer = (received: Received, response: ServerResponse) => void;

/** A receiver of webhooks on this machine: keeps what comes, and answers by path as it is told; 204 where nobody says. */
export class Receiver {
  readonly received: Received[] = [];
  readonly answers = new Map<string, Answer>();
  #told: (() => void)[] = [];
  readonly #server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('utf8');
    const received: Received = { path: request.url ?? '', headers: request.headers, body, message: JSON.parse(body) as Received['message'] };
    this.received.push(received);
    const answer = this.answers.get(received.path);
    if (answer) answer(received, response);
    else response.writeHead(204).end();
    for (const tell of this.#told.splice(0)) tell();
  });

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What came to a path, once there are so many. */
  async at(path: string, count = 1): Promise<Received[]> {
    for (;;) {
      const found = this.received.filter((one) => one.path === path);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => this.#told.push(resolve));
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Whether one of a message's signatures is right, by the words of the Standard Webhooks specification alone. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const right = `v1,${createHmac('sha256', key).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64')}`;
  return Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp'])) < 300 && String(headers['webhook-signature']).split(' ').includes(right);
}

/** Counts connections that come to an address of this machine. */
export async function canary(host: string) {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, connections: () => connections, close: () => server.close() };
}
