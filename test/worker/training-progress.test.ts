import { expect, test } from 'vitest';
import { ProgressMeter } from '../../src/training/trainer/progress-meter.ts';

/** Steps of 10 samples each, at moments of the test's own making (ms). */
function openMeter(fromStep: number) {
  let now = 0;
  let step = fromStep;
  const meter = new ProgressMeter(fromStep, () => now);
  return {
    run(steps: number, msPerStep: number, waitedMs = 0) {
      for (let index = 0; index < steps; index += 1) {
        now += waitedMs;
        meter.countBatch(10, waitedMs);
        now += msPerStep - waitedMs;
        step += 1;
      }
      return meter.measure({ epoch: 0, epochs: 1, step, steps: 10_000 });
    },
    /** Neither batches nor steps. */
    pause(ms: number) {
      now += ms;
    },
  };
}

test('rate and time left follow from the steps of this attempt', () => {
  const meter = openMeter(0);
  expect(meter.run(10, 100)).toMatchObject({ step: 10, samplesPerSecond: 100, secondsLeft: 999 });
});

test('a resumed attempt does not count what an earlier one did', () => {
  const meter = openMeter(9_000);
  meter.pause(60_000);
  expect(meter.run(10, 100)).toMatchObject({ step: 9_010, samplesPerSecond: 100, secondsLeft: 99 });
});

test('a change of pace shows within half a minute', () => {
  const meter = openMeter(0);
  for (let index = 0; index < 100; index += 1) meter.run(10, 100);
  let progress = meter.run(10, 400);
  expect(progress.samplesPerSecond).toBeGreaterThan(50);
  for (let index = 0; index < 8; index += 1) progress = meter.run(10, 400);
  expect(progress.samplesPerSecond).toBeCloseTo(25, 0);
});

test('the share of the time that is spent waiting for data, without the first wait, of the last half minute', () => {
  expect(openMeter(0).run(0, 0).dataWaitShare).toBeNull();
  const meter = openMeter(0);
  meter.run(1, 5_000, 4_900);
  expect(meter.run(99, 100, 1).dataWaitShare).toBeCloseTo(0.0099, 3);
  for (let index = 0; index < 30; index += 1) meter.run(10, 100, 1);
  let share: number | null | undefined = 0;
  for (let index = 0; index < 31; index += 1) share = meter.run(10, 100, 50).dataWaitShare;
  expect(share).toBeCloseTo(0.5, 2);
});

test('a plugin that tells little is still measured', () => {
  const meter = openMeter(0);
  meter.run(1, 60_000);
  expect(meter.run(1, 60_000)).toMatchObject({ secondsLeft: 9_998 * 60 });
});
