import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Batch } from '../../plugin/index.ts';
import type { FromLoop } from './messages.ts';
import { toldError } from './told-error.ts';

/**
 * One loop's end of its port. A batch that is there already is taken within the same turn of the event loop: 5 to 20 µs
 * whatever its size, where it is made of numbers: their memory is handed over, not copied. Texts are copied.
 */
export class BatchTaker {
  readonly #port: MessagePort;
  readonly #tellEvery: number;
  readonly #come: FromLoop[] = [];
  #taken = 0;
  #broken: Error | undefined;
  #look = () => {};

  constructor(port: MessagePort, ahead: number) {
    this.#port = port;
    // Each telling wakes the thread, which costs this one 10 µs and more.
    this.#tellEvery = Math.ceil(ahead / 2);
    port.on('message', (message: FromLoop) => {
      this.#come.push(message);
      this.#look();
    });
    port.unref(); // or a loop that is never left would keep the process alive
  }

  /** The next batch; undefined after the last. Rejects with what the thread failed of. */
  async take(): Promise<Batch | undefined> {
    const message = this.#here() ?? (await this.#wait());
    if (message.type === 'failed') throw toldError(message.error);
    if (message.type === 'end') return undefined;
    this.#taken += 1;
    if (this.#taken >= this.#tellEvery) {
      this.#port.postMessage(this.#taken);
      this.#taken = 0;
    }
    return message.batch;
  }

  /** The thread is gone, or its dataset closed: whoever waits or comes is told so. */
  break(error: Error): void {
    this.#broken ??= error;
    this.close();
    this.#look();
  }

  close(): void {
    this.#port.close();
  }

  #here(): FromLoop | undefined {
    if (this.#broken) throw this.#broken;
    const received: { message: FromLoop } | undefined = this.#come.length > 0 ? undefined : receiveMessageOnPort(this.#port);
    return received ? received.message : this.#come.shift();
  }

  async #wait(): Promise<FromLoop> {
    this.#port.ref();
    try {
      for (;;) {
        await new Promise<void>((resolve) => (this.#look = resolve));
        const message = this.#here();
        if (message) return message;
      }
    } finally {
      this.#port.unref();
    }
  }
}
