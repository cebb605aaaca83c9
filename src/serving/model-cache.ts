import type { LoadedModel } from '../plugin/index.ts';

export interface CacheLimits {
  readonly models: number;
  /** Of model files, which is about what their weights take in memory. */
  readonly bytes: number;
}

/** A model that will not be disposed until it is released. */
export interface HeldModel {
  readonly model: LoadedModel;
  release(): void;
}

interface Entry {
  readonly model: Promise<LoadedModel>;
  readonly bytes: number;
  holders: number;
}

/** Models in memory; beyond the limits, those not used for longest go, unless they are in use. */
export class ModelCache {
  readonly #limits: CacheLimits;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** The model of an id, loaded where it is not in memory; several who ask at once wait for one load. */
  async hold(id: string, bytes: number, load: () => Promise<LoadedModel>): Promise<HeldModel> {
    const entry = this.#entries.get(id) ?? { model: load(), bytes, holders: 0 };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    entry.holders += 1;
    try {
      const model = await entry.model;
      await this.#evict();
      return {
        model,
        release: () => {
          entry.holders -= 1;
        },
      };
    } catch (error) {
      entry.holders -= 1;
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
      throw error;
    }
  }

  async #evict(): Promise<void> {
    for (const [id, entry] of this.#entries) {
      if (!this.#isOver()) return;
      if (entry.holders > 0) continue;
      this.#entries.delete(id);
      (await entry.model).dispose();
    }
  }

  #isOver(): boolean {
    let bytes = 0;
    for (const entry of this.#entries.values()) bytes += entry.bytes;
    return this.#entries.size > this.#limits.models || bytes > this.#limits.bytes;
  }
}
