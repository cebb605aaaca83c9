import type { Corpus } from './corpus.ts';

/** rows × length tokens, and the ones that follow each of them. */
export interface WindowBatch {
  readonly rows: number;
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

export interface WindowPlan {
  /** Windows of an epoch that follow one another without a gap. */
  readonly windows: number;
  /** Windows of a batch. */
  readonly rows: number;
  readonly stepsPerEpoch: number;
}

/** How a text of so many tokens is cut. @throws where it is shorter than one window */
export function planWindows(tokens: number, length: number, batchSize: number): WindowPlan {
  const fitting = Math.floor((tokens - 1) / length);
  if (fitting < 1) throw new Error(`The training split has ${tokens} tokens, so maxLength must be at most ${Math.max(0, tokens - 1)}, not ${length}.`);
  // One less, so that there is room to begin elsewhere in every epoch.
  const windows = Math.max(1, fitting - 1);
  const rows = Math.min(batchSize, windows);
  return { windows, rows, stepsPerEpoch: Math.floor(windows / rows) };
}

/**
 * One epoch: windows that cover the text once, cut elsewhere and taken in another order in every epoch; what is left for
 * less than a batch is passed over. Seed and epoch alone decide.
 */
export function* windowBatches({ tokens }: Pick<Corpus, 'tokens'>, length: number, plan: WindowPlan, { seed, epoch, from }: { seed: number; epoch: number; from: number }): Generator<WindowBatch, void, void> {
  const { windows, rows, stepsPerEpoch } = plan;
  const next = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca77));
  const offset = Math.floor(next() * (tokens.length - windows * length));
  const order = Uint32Array.from({ length: windows }, (_, k) => k);
  for (let k = windows - 1; k > 0; k -= 1) {
    const other = Math.floor(next() * (k + 1));
    [order[k], order[other]] = [order[other] ?? 0, order[k] ?? 0];
  }
  for (let step = from; step < stepsPerEpoch; step += 1) {
    yield cut(tokens, [...order.subarray(step * rows, (step + 1) * rows)].map((window) => offset + window * length), length);
  }
}

/** Windows that begin at `starts`. */
export function cut(tokens: Corpus['tokens'], starts: readonly number[], length: number): WindowBatch {
  const inputs = new Int32Array(starts.length * length);
  const targets = new Int32Array(starts.length * length);
  starts.forEach((start, row) => {
    inputs.set(tokens.subarray(start, start + length), row * length);
    targets.set(tokens.subarray(start + 1, start + length + 1), row * length);
  });
  return { rows: starts.length, inputs, targets };
}

/** Numbers in [0, 1) that the seed decides (Mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
