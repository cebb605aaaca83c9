/** Places of loss are filled up to a multiple of this, so that few shapes occur and few graphs are made. */
const PLACES = 1024;

/** What a training step takes; users in rows. */
export interface WindowBatch {
  readonly rows: number;
  readonly length: number;
  /** rows × length item numbers; 0 behind the end of a history. */
  readonly inputs: Int32Array;
  /** Where something follows: indices into rows × length; filled up with 0. */
  readonly places: Int32Array;
  /** The item that follows at each place, its number less 1: a row of the table; */
  readonly targets: Int32Array;
  /** and 1, or 0 where the place is filling. */
  readonly weights: Float32Array;
}

/**
 * One window of each user's history, of length + 1 items at most, users in an order of their own in every epoch. Longer
 * histories give another part each time. Seed and epoch alone decide.
 */
export function* windowBatches(histories: readonly (readonly number[])[], options: { size: number; length: number; seed: number; epoch: number; from: number }): Generator<WindowBatch, void, void> {
  const { size, length, seed, epoch, from } = options;
  const next = mulberry32(seed * 65_537 + epoch);
  const order = Uint32Array.from(histories, (_, k) => k);
  for (let k = order.length - 1; k > 0; k--) {
    const other = Math.floor(next() * (k + 1));
    [order[k], order[other]] = [order[other] ?? 0, order[k] ?? 0];
  }
  const shares = Float64Array.from(histories, next);
  for (let start = from * size; start < order.length; start += size) {
    const windows = [...order.subarray(start, start + size)].map((user) => windowOf(histories[user] ?? [], length, shares[user] ?? 0));
    yield batchOf(windows, size, length);
  }
}

/** @param share  in [0, 1): where the window ends, between the first place that fills it and the end. */
function windowOf(history: readonly number[], length: number, share: number): readonly number[] {
  const spare = Math.max(0, history.length - length - 1);
  const end = history.length - Math.floor(share * (spare + 1));
  return history.slice(Math.max(0, end - length - 1), end);
}

function batchOf(windows: readonly (readonly number[])[], rows: number, length: number): WindowBatch {
  const inputs = new Int32Array(rows * length);
  const count = windows.reduce((sum, window) => sum + window.length - 1, 0);
  const room = Math.min(rows * length, Math.ceil(count / PLACES) * PLACES);
  const batch = { rows, length, inputs, places: new Int32Array(room), targets: new Int32Array(room), weights: new Float32Array(room) };
  let at = 0;
  windows.forEach((window, row) => {
    for (let k = 0; k + 1 < window.length; k++) {
      inputs[row * length + k] = window[k] ?? 0;
      batch.places[at] = row * length + k;
      batch.targets[at] = (window[k + 1] ?? 1) - 1;
      batch.weights[at] = 1;
      at += 1;
    }
  });
  return batch;
}

/** The last `length` items of each history, in rows, for asking what follows; and where each one ends. */
export function endings(histories: readonly (readonly number[])[], rows: number, length: number): { inputs: Int32Array; ends: Int32Array } {
  const inputs = new Int32Array(rows * length);
  const ends = Int32Array.from({ length: rows }, (_, row) => row * length);
  histories.forEach((history, row) => {
    const last = history.slice(-length);
    inputs.set(last, row * length);
    ends[row] = row * length + Math.max(0, last.length - 1);
  });
  return { inputs, ends };
}

/** Uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
