import type { LearningRateSchedule } from 'flywheel/plugin';

/** Share of the steps with the highest rate. */
const CONSTANT = 0.5;
/** Of the highest rate, at the last step. */
const LOWEST = 1;

/** The same rate in the first half of the steps, then a line down to a tenth: the game calms down at its end. */
export function learningRateSchedule(highest: number, steps: number): LearningRateSchedule {
  return (step) => {
    const down = Math.max(0, Math.min(1, (step / Math.max(1, steps) - CONSTANT) / (1 - CONSTANT)));
    return highest * (1 - (1 - LOWEST) * down);
  };
}
