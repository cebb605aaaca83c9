/** A pair of tokens that stand beside each other, and how often they did when it was queued. */
export interface QueuedPair {
  readonly pair: number;
  readonly count: number;
}

/** The most frequent pair first, of equally frequent ones the least number first: a binary heap. */
export class PairQueue {
  readonly #heap: QueuedPair[] = [];

  push(entry: QueuedPair): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  pop(): QueuedPair | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const next = isRight ? right : left;
      if (!isBefore(next, last)) break;
      heap[place] = next;
      place = 2 * place + (isRight ? 2 : 1);
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(a: QueuedPair, b: QueuedPair): boolean {
  return a.count > b.count || (a.count === b.count && a.pair < b.pair);
}
