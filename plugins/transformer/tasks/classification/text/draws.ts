/** Uniform numbers in [0, 1) that the seed alone decides (Mulberry32), for what JavaScript draws by itself: orders, and tokens to leave out. */
export function drawsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Changes the order in place (Fisher & Yates). */
export function shuffle(list: { length: number; [index: number]: number }, draw: () => number): void {
  for (let k = list.length - 1; k > 0; k--) {
    const other = Math.floor(draw() * (k + 1));
    [list[k], list[other]] = [list[other] ?? 0, list[k] ?? 0];
  }
}
