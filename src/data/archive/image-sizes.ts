import { ImportFault } from '../import-fault.ts';
import { counted, plural, shown } from '../shown.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Distinct sizes counted; more of them are only known to exist. */
const MOST = 10_000;

/** Counts the sizes of images met. All images of a version need one. */
export class ImageSizes {
  readonly #sizes = new Map<string, Size & { count: number; readonly example: string }>();

  /** Two or more sizes were met. */
  get differ(): boolean {
    return this.#sizes.size > 1;
  }

  note({ height, width }: Size, path: string): void {
    const key = `${height} ${width}`;
    const known = this.#sizes.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#sizes.size < MOST) this.#sizes.set(key, { height, width, count: 1, example: path });
  }

  /** The size of all images; undefined where there was none; a fault where there were several. */
  only(): Size | undefined {
    const [first, second] = [...this.#sizes.values()].sort((a, b) => b.count - a.count);
    if (first === undefined) return undefined;
    if (second === undefined) return { height: first.height, width: first.width };
    const [a, b] = [first, second].map(({ height, width, count, example }) => `${height} × ${width} (${plural(count, 'image')}, "${shown(example)}")`);
    throw new ImportFault(`The images have ${counted(this.#sizes.size)} sizes; most often ${a} and ${b}, height × width. Scale or crop all images to one size.`);
  }
}
