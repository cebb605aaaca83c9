import { type ImageChange, imageChanges, type PreviewedImages } from '../../domain/import-preview.ts';
import type { ImageShape } from '../archive/image-shape.ts';
import { ImageSizes } from '../archive/image-sizes.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

const SIZES = 20;
const UNREADABLE = 5;

/** Gathers what a preview sees of images, and tells what they would be brought to. */
export class SeenImages {
  readonly #shape: ImageShape;
  readonly #sizes = new ImageSizes();
  readonly #changes = new Map<ImageChange, number>();
  readonly #unreadable: string[] = [];
  #decoded = 0;
  #colours = 0;

  constructor(shape: ImageShape) {
    this.#shape = shape;
  }

  measured(size: Size, count = 1): void {
    this.#sizes.note(size, count);
  }

  /** An image as it came, and what was done to it besides scaling. */
  decoded({ channels, changes }: { readonly channels: 1 | 3; readonly changes: readonly ImageChange[] }): void {
    this.#decoded += 1;
    if (channels === 3) this.#colours += 1;
    for (const change of changes) this.#changes.set(change, (this.#changes.get(change) ?? 0) + 1);
  }

  unreadable(what: string): void {
    if (this.#unreadable.length < UNREADABLE) this.#unreadable.push(what);
  }

  get unreadableNames(): readonly string[] {
    return this.#unreadable;
  }

  /** Undefined where no image was seen. */
  get size(): Size | undefined {
    return this.#shape.size ?? (this.#sizes.differ ? this.#sizes.common() : this.#sizes.only());
  }

  get told(): PreviewedImages | undefined {
    const size = this.size;
    if (!size || !this.#sizes.only()) return undefined;
    const { fit, asked, channels = this.#colours > 0 ? 3 : 1 } = this.#shape;
    const sizes = this.#sizes.all;
    const counts = new Map(this.#changes);
    counts.set('SIZE', sizes.filter(({ height, width }) => height !== size.height || width !== size.width).reduce((sum, { count }) => sum + count, 0));
    counts.set('GRAY', channels === 1 ? this.#colours : 0);
    const changes = imageChanges.flatMap((change) => (counts.get(change) ? [{ change, count: counts.get(change)! }] : []));
    return { ...size, channels, fit, asked, sizes: sizes.slice(0, SIZES), changes, decoded: this.#decoded, unreadable: this.#unreadable };
  }
}
