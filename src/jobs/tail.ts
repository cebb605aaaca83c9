import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logging.ts';
import { Wakeup } from './wakeup.ts';

/** Events read by one statement. */
const PAGE = 500;
/** Newest events kept in memory for the subscribers that keep up; those who do not read the database. */
const WINDOW = 1_000;
const READ_TRIES = 6;

export interface NumberedEvent {
  /** 1, 2, 3, … without gaps; an event is visible only after all before it. */
  readonly number: number;
}

/** Where the events of one kind of object lie. */
export interface EventSource<E extends NumberedEvent> {
  /** Events after a number, in order. */
  read(id: string, after: number, limit: number): Promise<E[]>;
  newest(id: string): Promise<E | undefined>;
  /** Whether nothing can follow the event. */
  isLast(event: E): boolean;
}

/** Follows the events of one object, once for all its subscribers in this process. */
export class Tail<E extends NumberedEvent> {
  readonly #source: EventSource<E>;
  readonly #id: string;
  readonly #key: string;
  readonly #logger: Logger;
  readonly #moved = new Wakeup();
  readonly #opened: Promise<void>;
  /** The newest events, the last of them `head`; without gaps. */
  #window: E[] = [];
  #head = 0;
  #ended = false;
  #reading: Promise<void> | undefined;
  #again = false;
  subscribers = 0;

  /** @param key  what the log calls the object: an id may hold a person's name */
  constructor(source: EventSource<E>, id: string, key: string, logger: Logger) {
    this.#source = source;
    this.#id = id;
    this.#key = key;
    this.#logger = logger;
    this.#opened = this.#open();
    // The first subscriber awaits `opened`, and gets the error.
    this.#opened.catch(() => undefined);
  }

  /** Resolves when `head` is known. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Number of the newest event known here; 0 where there is none. */
  get head(): number {
    return this.#head;
  }

  /** Whether the newest event is the object's last for ever. */
  get ended(): boolean {
    return this.#ended;
  }

  async #open(): Promise<void> {
    const newest = await this.#try(() => this.#source.newest(this.#id));
    if (!newest) return;
    this.#head = newest.number;
    this.#ended = this.#source.isLast(newest);
  }

  /** Looks for new events; calls during a look make one more follow it. Resolves when the look is over. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readOn()
      .catch((error: unknown) => this.#logger.warn({ err: error, id: this.#key }, 'events could not be read; trying again'))
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    await this.#opened;
    do {
      this.#again = false;
      let events: E[];
      do {
        events = await this.#source.read(this.#id, this.#head, PAGE);
        this.#append(events);
      } while (events.length === PAGE);
    } while (this.#again);
  }

  #append(events: readonly E[]): void {
    const newest = events.at(-1);
    if (!newest) return;
    this.#window = [...this.#window, ...events].slice(-WINDOW);
    this.#head = newest.number;
    this.#ended = this.#source.isLast(newest);
    this.#moved.wake();
  }

  /** Events after a number, a page at most: from memory where they lie there, else from the database. */
  async after(number: number): Promise<readonly E[]> {
    if (number >= this.#head) return [];
    const first = this.#window[0];
    if (first && first.number <= number + 1) return this.#window.slice(number + 1 - first.number, number + 1 - first.number + PAGE);
    return this.#try(() => this.#source.read(this.#id, number, PAGE));
  }

  /** Resolves when `head` is no longer what the caller saw, or the signal is aborted. */
  async movedFrom(head: number, signal: AbortSignal): Promise<void> {
    if (this.#head === head) await this.#moved.next(signal);
  }

  /** Resolves at a time (of `performance.now()`), or before it when the last event has come, or the signal is aborted. */
  async endedOr(time: number, signal: AbortSignal): Promise<void> {
    for (let left = time - performance.now(); left > 0 && !this.#ended && !signal.aborted; left = time - performance.now()) {
      await this.#moved.next(signal, left);
    }
  }

  /** A connection may be lost under a read; the pool opens another. Gives up after about six seconds. */
  async #try<T>(read: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await read();
      } catch (error) {
        if (failures === READ_TRIES) throw error;
        await sleep(100 * 2 ** failures);
      }
    }
  }
}
