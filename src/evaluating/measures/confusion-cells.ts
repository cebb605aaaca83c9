/** How often each class was taken for each, block by block; a cell that is 0 takes no place. */
export class ConfusionCells {
  readonly #classes: number;
  /** By block: cell → times. */
  readonly #counting: Map<number, number>[];
  #packed: { readonly blocks: Uint32Array; readonly cells: Uint32Array; readonly times: Uint32Array } | undefined;

  constructor(classes: number, blocks: number) {
    this.#classes = classes;
    this.#counting = Array.from({ length: blocks }, () => new Map<number, number>());
  }

  add(block: number, label: number, predicted: number): void {
    const cells = this.#counting[block];
    const cell = label * this.#classes + predicted;
    cells?.set(cell, (cells.get(cell) ?? 0) + 1);
  }

  forEach(tell: (block: number, label: number, predicted: number, times: number) => void): void {
    const { blocks, cells, times } = (this.#packed ??= this.#pack());
    for (let k = 0; k < cells.length; k += 1) {
      const cell = cells[k] ?? 0;
      const predicted = cell % this.#classes;
      tell(blocks[k] ?? 0, (cell - predicted) / this.#classes, predicted, times[k] ?? 0);
    }
  }

  #pack() {
    const all = this.#counting.flatMap((cells, block) => [...cells].map(([cell, times]) => [block, cell, times] as const));
    const column = (index: 0 | 1 | 2) => Uint32Array.from(all, (entry) => entry[index]);
    return { blocks: column(0), cells: column(1), times: column(2) };
  }
}
