/** Steps that are not counted: allocators and caches settle. As in the peers' script. */
export const WARM_UP_STEPS = 8;

/** The reference model's batch: 28 × 28 × 1, a fifth of the pixels white. */
export const BATCH_SIZE = 128;
export const PIXELS = 28 * 28;

/** Steps to measure, from the command line. */
export function wantedSteps(): number {
  return Number(process.argv[2] ?? 60);
}

/** The input of every way, drawn once and kept. */
export function drawImages(): Float32Array {
  return Float32Array.from({ length: BATCH_SIZE * PIXELS }, () => (Math.random() > 0.8 ? 1 : 0));
}

/** Prints what the peers' script prints: one JSON line with the least and median milliseconds per step. */
export function printTimes(way: string, milliseconds: readonly number[], loss: number): void {
  const times = [...milliseconds].sort((a, b) => a - b);
  const round = (value: number | undefined) => Math.round((value ?? NaN) * 100) / 100;
  console.log(JSON.stringify({ way, model: 'vae', least_ms: round(times[0]), median_ms: round(times[Math.floor(times.length / 2)]), loss: round(loss) }));
}
