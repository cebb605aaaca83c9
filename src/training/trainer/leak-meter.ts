/** Metrics that make a window, and windows that have to rise one above the other: 64 metrics, some hundred steps, before a word is said. */
const WINDOW = 16;
const RISES = 3;
/** Tensors. Fewer may be caches that fill slowly. */
const LEAST_GROWTH = 40;

export interface Leak {
  readonly tensorsPerStep: number;
  readonly tensors: number;
}

interface Low {
  readonly step: number;
  readonly tensors: number;
}

/** Finds out whether the number of tensors grows with the steps. What a window holds at its lowest counts, so what comes and goes does not. */
export class LeakMeter {
  #seen = 0;
  #lowest: Low | undefined;
  #rising: Low[] = [];

  /** The leak, once it is certain; undefined before and, once it has been told, after. */
  see(step: number, tensors: number): Leak | undefined {
    if (this.#lowest === undefined || tensors < this.#lowest.tensors) this.#lowest = { step, tensors };
    this.#seen += 1;
    if (this.#seen < WINDOW) return undefined;
    const low = this.#lowest;
    this.#seen = 0;
    this.#lowest = undefined;
    const last = this.#rising.at(-1);
    this.#rising = last && low.tensors > last.tensors ? [...this.#rising, low] : [low];
    const first = this.#rising[0] ?? low;
    const growth = low.tensors - first.tensors;
    if (this.#rising.length !== RISES + 1 || growth < LEAST_GROWTH || low.step === first.step) return undefined;
    return { tensorsPerStep: growth / (low.step - first.step), tensors };
  }
}
