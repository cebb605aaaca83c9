interface Size {
  readonly height: number;
  readonly width: number;
}

/** Distinct sizes counted; more of them are only known to exist. */
const MOST = 10_000;
/** The longer side that images of several sizes get at most, and what sides are multiples of: networks halve them again and again. */
const LONGEST_SIDE = 128;
const STEP = 4;

/** Counts the sizes of images met. All images of a version need one. */
export class ImageSizes {
  readonly #sizes = new Map<string, Size & { count: number }>();

  /** Two or more sizes were met. */
  get differ(): boolean {
    return this.#sizes.size > 1;
  }

  note({ height, width }: Size, count = 1): void {
    const key = `${height} ${width}`;
    const known = this.#sizes.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#sizes.size < MOST) this.#sizes.set(key, { height, width, count });
  }

  /** The most frequent first; of equally frequent ones the largest, then the highest. */
  get all(): (Size & { readonly count: number })[] {
    return [...this.#sizes.values()].sort((a, b) => b.count - a.count || b.height * b.width - a.height * a.width || b.height - a.height);
  }

  /** The size of all images; undefined where there was none. */
  only(): Size | undefined {
    const [first] = this.#sizes.values();
    return first && { height: first.height, width: first.width };
  }

  /**
   * The size that images of several sizes are brought to: the most frequent one, scaled down in its proportions until its
   * longer side is at most 128, each side rounded to a multiple of 4.
   */
  common(): Size | undefined {
    const [most] = this.all;
    if (most === undefined) return undefined;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(most.height, most.width));
    const side = (length: number) => Math.max(STEP, Math.round((length * scale) / STEP) * STEP);
    return { height: side(most.height), width: side(most.width) };
  }
}
