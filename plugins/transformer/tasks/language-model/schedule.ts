import type { LearningRateSchedule } from 'flywheel/plugin';

const WARM_UP_STEPS = 100;
/** What the rate falls to. */
const LOWEST = 0.01;

/** A line up to `highest`, and a line down to a hundredth of it. Steps count from 0. */
export function warmUpLinear(highest: number, steps: number): LearningRateSchedule {
  const warmUp = Math.min(WARM_UP_STEPS, Math.ceil(steps / 10));
  return (step) => highest * Math.min((step + 1) / warmUp, LOWEST + (1 - LOWEST) * Math.max(0, (steps - step) / Math.max(1, steps - warmUp)));
}
