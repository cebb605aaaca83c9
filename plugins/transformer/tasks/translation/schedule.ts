import type { LearningRateSchedule } from 'flywheel/plugin';

/** Steps of warm-up: pre-norm layers need few. Short runs spend a tenth on it. */
const WARM_UP_STEPS = 400;

/** A line up to `highest`, then a line down to 0 after the last step. Steps count from 0. */
export function warmUpLinear(highest: number, steps: number): LearningRateSchedule {
  const warmUp = Math.min(WARM_UP_STEPS, Math.ceil(steps / 10));
  return (step) => highest * Math.min((step + 1) / warmUp, Math.max(0, steps - step) / Math.max(1, steps - warmUp));
}
