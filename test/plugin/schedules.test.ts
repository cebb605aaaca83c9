import { describe, expect, it } from 'vitest';
import { constantRate, inverseSquareRoot, type LearningRateSchedule, stepDecay, warmUpCosine } from 'flywheel/plugin';

const rates = (schedule: LearningRateSchedule, steps: readonly number[]) => steps.map(schedule);
const until = (count: number) => Array.from({ length: count }, (_, step) => step);
const close = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(found[k]).toBeCloseTo(value, 12);
};

// The numbers are what schedules-expected.py printed with PyTorch 2.
describe('a schedule', () => {
  it('may be one rate', () => expect(rates(constantRate(0.3), [0, 1, 1000])).toEqual([0.3, 0.3, 0.3]));

  it('may warm up and fall as a cosine does', () => {
    const expected = [0.1, 0.2, 0.30000000000000004, 0.4, 0.4, 0.3862983158520316, 0.3472792206135785, 0.2888830178257162, 0.22, 0.15111698217428385, 0.09272077938642145, 0.05370168414796839];
    const schedule = warmUpCosine({ highest: 0.4, steps: 12, warmUpSteps: 4, lowest: 0.04 });
    close(rates(schedule, until(12)), expected);
    close(rates(schedule, [12, 13, 500]), [0.04, 0.04, 0.04]);
    expect(rates(warmUpCosine({ highest: 0.4, steps: 1, warmUpSteps: 1 }), [0])).toEqual([0.4]);
    expect(rates(warmUpCosine({ highest: 0.4, steps: 3, warmUpSteps: 0 }), [0])).toEqual([0.4]);
  });

  it('may fall in steps', () => close(rates(stepDecay({ highest: 0.4, every: 3, factor: 0.1 }), until(8)), [0.4, 0.4, 0.4, 0.04, 0.04, 0.04, 0.004, 0.004]));

  it('may fall with the square root of the steps', () => {
    const schedule = inverseSquareRoot({ highest: 1 / Math.sqrt(64 * 25), warmUpSteps: 25 });
    close(rates(schedule, [0, 9, 24, 25, 99, 399]), [0.001, 0.01, 0.025, 0.024514516892273006, 0.0125, 0.00625]);
  });

  it.each([
    [() => constantRate(0), 'rate has to be above 0; it is 0'],
    [() => warmUpCosine({ highest: NaN, steps: 10, warmUpSteps: 1 }), 'highest has to be above 0; it is NaN'],
    [() => warmUpCosine({ highest: 1, steps: 0, warmUpSteps: 0 }), 'steps has to be a whole number from 1; it is 0'],
    [() => warmUpCosine({ highest: 1, steps: 10, warmUpSteps: 11 }), 'warmUpSteps has to be a whole number from 0 to 10, the steps of the run; it is 11'],
    [() => warmUpCosine({ highest: 1, steps: 10, warmUpSteps: 1, lowest: 2 }), 'lowest has to be from 0 to 1, the highest rate; it is 2'],
    [() => stepDecay({ highest: 1, every: 1.5, factor: 0.1 }), 'every has to be a whole number from 1; it is 1.5'],
    [() => stepDecay({ highest: 1, every: 1, factor: 1.1 }), 'factor has to be above 0 and at most 1; it is 1.1'],
    [() => inverseSquareRoot({ highest: 1, warmUpSteps: 0 }), 'warmUpSteps has to be a whole number from 1; it is 0'],
  ])('refuses what makes no sense (%#)', (make, message) => expect(make).toThrow(message));
});
