export interface IdleCacheOptions<T> {
  close(value: T): void | Promise<void>;
  /** What nobody used for so long is closed. */
  readonly idleMs: number;
  /** Beyond so many, those that were not used for longest are closed at once; those in use stay. */
  readonly most: number;
}

interface Entry<T> {
  readonly value: Promise<T>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** Keeps things that are costly to open for those who need them next, and closes them some time after they were used last. */
export class IdleCache<T> {
  readonly #options: IdleCacheOptions<T>;
  /** In the order of use, the oldest first. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(options: IdleCacheOptions<T>) {
    this.#options = options;
  }

  /** @param open  asked where there is none of this key; where it fails, the next one asks again */
  async use<R>(key: string, open: () => Promise<T>, work: (value: T) => Promise<R>): Promise<R> {
    const entry = this.#entries.get(key) ?? { value: open(), users: 0, timer: undefined };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    clearTimeout(entry.timer);
    entry.users += 1;
    let opened = false;
    try {
      const value = await entry.value;
      opened = true;
      return await work(value);
    } finally {
      entry.users -= 1;
      const isForgotten = this.#entries.get(key) !== entry && entry.users === 0;
      if (!opened || isForgotten) void this.#close(key, entry);
      else if (entry.users === 0) entry.timer = setTimeout(() => void this.#close(key, entry), this.#options.idleMs).unref();
      this.#closeOldest();
    }
  }

  /** What has such a key is opened anew for whoever comes next; closed once those who use it are done. */
  forget(matches: (key: string) => boolean): void {
    for (const [key, entry] of [...this.#entries].filter(([key]) => matches(key))) {
      this.#entries.delete(key);
      if (entry.users === 0) void this.#close(key, entry);
    }
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#entries].map(([key, entry]) => this.#close(key, entry)));
  }

  #closeOldest(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#options.most) return;
      if (entry.users === 0) void this.#close(key, entry);
    }
  }

  async #close(key: string, entry: Entry<T>): Promise<void> {
    clearTimeout(entry.timer);
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    // What could not be opened was told to those who asked for it.
    await entry.value.then((value) => this.#options.close(value)).catch(() => undefined);
  }
}
