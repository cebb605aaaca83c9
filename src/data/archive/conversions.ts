import type { ImageChange } from '../../domain/import-preview.ts';
import type { ConvertedImages } from '../import-options.ts';
import type { ImageShape } from './image-shape.ts';

/** Counts what was done to images. */
export class Conversions {
  #count = 0;
  readonly #changes = new Map<ImageChange, number>();

  note(changes: readonly ImageChange[]): void {
    if (changes.length > 0) this.#count += 1;
    for (const change of changes) this.#changes.set(change, (this.#changes.get(change) ?? 0) + 1);
  }

  /** Undefined where nothing was done. */
  told({ height, width }: { height: number; width: number }, { fit, asked }: ImageShape): ConvertedImages | undefined {
    if (this.#count === 0) return undefined;
    const changes: ConvertedImages['changes'] = Object.fromEntries(this.#changes);
    return { count: this.#count, changes, height, width, fit, asked };
  }
}
