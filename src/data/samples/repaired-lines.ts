import type { RepairedRows } from '../import-options.ts';
import { counted, shown } from '../shown.ts';
import { type RecordLayout, rowsOfLines } from './record-places.ts';
import { MOST_REPAIRED, type WrittenText } from './work-file.ts';

/** Gathers what was read in another encoding than the rest, over all files of an import. */
export class RepairedLines {
  #count = 0;
  #example = '';
  readonly #places: { file: string; row: number }[] = [];

  /** Lines of a table; their rows where the layout tells them. */
  async add(file: string, layout: RecordLayout | undefined, { repaired: { count, lines } }: WrittenText): Promise<void> {
    if (count === 0) return;
    this.#count += count;
    this.#example ||= `line ${counted(lines[0] ?? 1)} of ${shown(file)}`;
    if (layout) for (const row of await rowsOfLines(layout, lines)) this.#note(file, row);
  }

  /** One line of a file; its row where it is one. */
  note(file: string, line: number, row: number | undefined): void {
    this.#count += 1;
    this.#example ||= `line ${counted(line)} of ${shown(file)}`;
    if (row !== undefined) this.#note(file, row);
  }

  /** One text of an archive. */
  noteText(file: string, entry: string, row: number): void {
    this.#count += 1;
    this.#example ||= `the text ${shown(entry)} of ${shown(file)}`;
    this.#note(file, row);
  }

  get told(): RepairedRows | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, places: this.#places, example: this.#example };
  }

  #note(file: string, row: number): void {
    if (this.#places.length < MOST_REPAIRED) this.#places.push({ file, row });
  }
}
