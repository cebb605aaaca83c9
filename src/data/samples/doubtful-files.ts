import type { DoubtfulEncodings } from '../import-options.ts';
import { counted, shown } from '../shown.ts';
import type { FoundEncoding } from './encoding.ts';

/** Files whose names are remembered. */
const MOST_NAMES = 1000;

/** Gathers the files of an import that were read as Windows-1252 though their letters speak against it. */
export class DoubtfulFiles {
  readonly #files = new Set<string>();
  #example = '';
  #more = 0;

  /** @param origin  the file that its samples name */
  note(name: string, { doubt }: Pick<FoundEncoding, 'doubt'>, origin = name): void {
    if (doubt === undefined) return;
    if (this.#example === '') this.#example = `${shown(name)} (as "${shown(doubt)}")`;
    else this.#more += 1;
    if (this.#files.size < MOST_NAMES) this.#files.add(origin);
  }

  get told(): DoubtfulEncodings | undefined {
    if (this.#example === '') return undefined;
    return { files: [...this.#files], example: this.#more === 0 ? this.#example : `${this.#example} and ${counted(this.#more)} more` };
  }
}
