/**
 * Points along the way through some latents, evenly spread from the first to the last. Between two it goes along the
 * sphere (White 2016): normal latents lie near one, and a straight line would leave it.
 *
 * @param points two or more, of one length
 * @param count 1 or more; 1 gives the middle of the way
 */
export function interpolate(points: readonly (readonly number[])[], count: number): number[][] {
  return Array.from({ length: count }, (_, k) => {
    const place = (count === 1 ? 0.5 : k / (count - 1)) * (points.length - 1);
    const from = Math.min(Math.floor(place), points.length - 2);
    return between(points[from] ?? [], points[from + 1] ?? [], place - from);
  });
}

/** Below it the sphere's formula divides by almost 0, and a line is as good. */
const SMALLEST_SINE = 1e-4;

function between(a: readonly number[], b: readonly number[], share: number): number[] {
  const angle = angleOf(a, b);
  const sine = Math.sin(angle);
  const [ofA, ofB] = sine < SMALLEST_SINE ? [1 - share, share] : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  return a.map((value, k) => value * ofA + (b[k] ?? 0) * ofB);
}

function angleOf(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  return lengths === 0 ? 0 : Math.acos(Math.max(-1, Math.min(1, dot / lengths)));
}
