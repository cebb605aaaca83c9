/** Steps that are not counted: allocators and caches settle. As in the peers' script. */
export const WARM_UP_STEPS = 8;

/** The reference model's batch: 28 × 28 × 1, a fifth of the pixels white. */
export const BATCH_SIZE = 128;
export const PIXELS = 28 * 28;

/** Steps to measure: the command line's last word. */
export function wantedSteps(): number {
  const steps = Number(process.argv.at(-1));
  if (!Number.isInteger(steps) || steps < 1) throw new Error('The last argument is how many steps to measure, for example 60.');
  return steps;
}

/** The VAE's input, drawn once and kept. */
export function drawImages(): Float32Array {
  return Float32Array.from({ length: BATCH_SIZE * PIXELS }, () => (Math.random() > 0.8 ? 1 : 0));
}

/** Prints what the peers' script prints, and `more`: one JSON line with the least and median milliseconds per step. */
export function printTimes(milliseconds: readonly number[], loss: number, more: Readonly<Record<string, unknown>> = {}): void {
  const times = [...milliseconds].sort((a, b) => a - b);
  const round = (value: number | undefined, digits = 2) => Number((value ?? NaN).toFixed(digits));
  console.log(JSON.stringify({ least_ms: round(times[0]), median_ms: round(times[Math.floor(times.length / 2)]), loss: round(loss, 3), ...more }));
}
