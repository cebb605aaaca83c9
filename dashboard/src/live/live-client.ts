import { endingOf, socketTransport, streamTransport, type Ending, type LiveRequest, type Transport } from './transport';

export type LiveStatus = 'connecting' | 'connected' | 'reconnecting';

/** The page's live connection: a WebSocket, or server-sent events where two sockets in a row never opened. */
export class LiveClient {
  readonly #socket: Transport;
  readonly #stream: Transport;
  readonly #onUnauthenticated: () => void;
  readonly #listeners = new Set<() => void>();
  #status: LiveStatus = 'connecting';
  #proven: Transport | null = null;
  #failures = 0;

  constructor(key: string, onUnauthenticated: () => void) {
    this.#socket = socketTransport(key, () => this.#prove(this.#socket));
    this.#stream = streamTransport(key);
    this.#onUnauthenticated = onUnauthenticated;
  }

  /** Runs one subscription until it completes (null) or ends otherwise. Does not reconnect: `follow` does. */
  run<Data>(request: LiveRequest, onData: (data: Data) => void, signal: AbortSignal): Promise<Ending | null> {
    const transport = this.#choose();
    return new Promise((resolve) => {
      const end = (ending: Ending | null) => {
        if (!signal.aborted && ending) this.#fail(ending);
        resolve(ending);
      };
      const stop = transport.subscribe<Data>(request, {
        next: ({ data, errors }) => {
          if (signal.aborted) return;
          this.#prove(transport);
          if (errors?.length) end(endingOf(errors));
          else if (data) onData(data);
        },
        error: (fault) => end(endingOf(fault)),
        complete: () => end(null),
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  readonly status = (): LiveStatus => this.#status;

  readonly onStatus = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #choose(): Transport {
    if (this.#proven) return this.#proven;
    return this.#failures < 2 || this.#failures % 2 === 1 ? this.#socket : this.#stream;
  }

  #prove(transport: Transport): void {
    this.#proven = transport;
    this.#failures = 0;
    this.#setStatus('connected');
  }

  #fail(ending: Ending): void {
    if (ending.kind === 'unauthenticated') this.#onUnauthenticated();
    if (ending.kind !== 'dropped') return;
    this.#failures += 1;
    this.#setStatus('reconnecting');
  }

  #setStatus(status: LiveStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}
