/** Steps of warm-up: Adam's averages are too young before it. Short runs spend a twentieth on it. */
const WARM_UP_STEPS = 200;

/**
 * The learning rate of every step, counted from 0: a line up to `highest`, then half a cosine down to almost 0 at the
 * last step (Loshchilov & Hutter 2017).
 */
export function learningRateSchedule(highest: number, steps: number): (step: number) => number {
  const warmUp = Math.min(WARM_UP_STEPS, Math.ceil(steps / 20));
  return (step) => {
    if (step < warmUp) return (highest * (step + 1)) / warmUp;
    const share = (step - warmUp) / Math.max(1, steps - warmUp);
    return (highest * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
  };
}
