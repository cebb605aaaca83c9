import { type LearningRateSchedule, warmUpCosine } from 'flywheel/plugin';

/** Steps of warm-up: Adam's averages are too young before it. Short runs spend a twentieth on it. */
const WARM_UP_STEPS = 200;

/** The learning rate of every step, counted from 0: a line up to `highest`, then half a cosine down to almost 0 at the last step. */
export function learningRateSchedule(highest: number, steps: number): LearningRateSchedule {
  return warmUpCosine({ highest, steps, warmUpSteps: Math.min(WARM_UP_STEPS, Math.ceil(steps / 20)) });
}
