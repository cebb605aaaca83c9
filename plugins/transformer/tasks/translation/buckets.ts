/** Graphs that a compiled step keeps are 16 at most; the others are left to what is not foreseen. */
const MOST_BUCKETS = 14;
/** Fewer pairs do not pay for the recording of one more graph. */
const PAIRS_PER_BUCKET = 2_000;

/** A shape of batch: pairs whose longer side has at most `length` tokens, `rows` of them. */
export interface Bucket {
  readonly length: number;
  readonly rows: number;
}

/**
 * Few lengths that batches are padded to, chosen so that the least is padded: with 14 of them 92 % of what is computed
 * for Multi30k are its tokens.
 *
 * @param counts  pairs by the length of their longer side
 * @param batchSize  pairs of a batch, where they are of mean length: every batch has about as many tokens
 * @returns from short to long; the last one takes the longest pair
 */
export function chooseBuckets(counts: readonly number[], batchSize: number): Bucket[] {
  const pairs = counts.reduce((sum, count) => sum + count, 0);
  const tokens = counts.reduce((sum, count, length) => sum + count * length, 0);
  const most = Math.min(MOST_BUCKETS, Math.ceil(pairs / PAIRS_PER_BUCKET));
  const perBatch = (batchSize * tokens) / pairs;
  return leastPadded(counts, most).map((length) => ({ length, rows: Math.max(1, Math.round(perBatch / length)) }));
}

/** Steps of an epoch: what does not fill a batch goes on to the next longer bucket, so only the last batch has empty rows. */
export function stepsPerEpoch(counts: readonly number[], buckets: readonly Bucket[]): number {
  let steps = 0;
  let over = 0;
  let start = 0;
  for (const { length, rows } of buckets) {
    over += counts.slice(start, length + 1).reduce((sum, count) => sum + count, 0);
    start = length + 1;
    steps += Math.floor(over / rows);
    over %= rows;
  }
  return steps + (over > 0 ? 1 : 0);
}

/** The lengths with the least Σ pairs × length, by dynamic programming over (lengths chosen, longest of them). */
function leastPadded(counts: readonly number[], most: number): number[] {
  const longest = counts.findLastIndex((count) => count > 0);
  const upTo = counts.map(((sum) => (count: number) => (sum += count))(0));
  const pairs = (above: number, to: number) => (upTo[to] ?? 0) - (upTo[above] ?? 0);
  // best[length]: cost of all pairs up to `length` with the lengths so far; and which lengths.
  let best = counts.map((_, length) => ({ cost: pairs(0, length) * length, lengths: [length] }));
  for (let chosen = 2; chosen <= Math.min(most, longest); chosen += 1) {
    best = best.map((current, length) => {
      let least = current;
      for (let above = 1; above < length; above += 1) {
        const shorter = best[above];
        const cost = (shorter?.cost ?? Infinity) + pairs(above, length) * length;
        if (shorter && cost < least.cost) least = { cost, lengths: [...shorter.lengths, length] };
      }
      return least;
    });
  }
  return best[longest]?.lengths ?? [];
}
