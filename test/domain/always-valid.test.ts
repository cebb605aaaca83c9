import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { alwaysValid, evidence } from '../../src/domain/experiments/statistics/always-valid.ts';
import { comparable, deviationFrom, type Stratum } from '../../src/domain/experiments/statistics/difference.ts';
import { sampleSize } from '../../src/domain/experiments/statistics/sample-size.ts';

const ALPHA = 0.05;

interface Course {
  /** Of the candidate, stage by stage; each lasts equally long. */
  readonly shares: readonly number[];
  /** Of satisfied subjects with the control, stage by stage: what is asked of models changes, too. */
  readonly control: readonly number[];
  readonly difference: number;
  readonly subjects: number;
}

/** Subject by subject, each of whom is looked at. */
function* course(random: Random, { shares, control, difference, subjects }: Course): Generator<Stratum[], void, void> {
  const strata = shares.map(() => ({ control: { subjects: 0, hits: 0 }, candidate: { subjects: 0, hits: 0 } }));
  for (let subject = 0; subject < subjects; subject++) {
    const stage = Math.floor((subject * shares.length) / subjects);
    const stratum = strata[stage];
    if (!stratum) continue;
    const isCandidate = random.fraction() < (shares[stage] ?? 0);
    const arm = isCandidate ? stratum.candidate : stratum.control;
    arm.subjects += 1;
    if (random.fraction() < (control[stage] ?? 0) + (isCandidate ? difference : 0)) arm.hits += 1;
    yield strata;
  }
}

describe('an interval that is looked at after every subject misses the truth in at most 5 % of experiments', () => {
  // With rates near 0 and 1, few candidates, shares that grow while satisfaction falls, and effects that are none or some.
  test.each<[string, Course, number]>([
    ['an even split', { shares: [0.5], control: [0.7], difference: 0, subjects: 1000 }, 0.05],
    ['few candidates, most satisfied', { shares: [0.05], control: [0.96], difference: 0, subjects: 1200 }, 0.05],
    ['rare failures', { shares: [0.1], control: [0.01], difference: 0, subjects: 1200 }, 0.02],
    ['a share that grows while everybody becomes unhappier', { shares: [0.02, 0.1, 0.3, 0.5], control: [0.9, 0.8, 0.65, 0.5], difference: 0, subjects: 1200 }, 0.05],
    ['a better candidate', { shares: [0.2], control: [0.6], difference: 0.15, subjects: 1000 }, 0.1],
    ['a worse candidate', { shares: [0.1, 0.6], control: [0.85, 0.7], difference: -0.1, subjects: 1000 }, 0.05],
  ])('%s', (name, plan, effect) => {
    const random = new Random(name);
    const REPLAYS = 600;
    let missed = 0;
    for (let replay = 0; replay < REPLAYS; replay++) {
      for (const all of course(random, plan)) {
        const strata = comparable(all);
        if (strata.length === 0 || evidence(deviationFrom(strata, plan.difference), effect) < 1 / ALPHA) continue;
        missed += 1;
        break;
      }
    }
    expect(missed / REPLAYS).toBeLessThanOrEqual(ALPHA);
  });
});

test('an interval for one look, looked at as often, would miss far more: why it is not used so', () => {
  const random = new Random('peeking');
  let missed = 0;
  for (let replay = 0; replay < 300; replay++) {
    for (const [stratum] of course(random, { shares: [0.5], control: [0.7], difference: 0, subjects: 1000 })) {
      if (!stratum || comparable([stratum]).length === 0 || stratum.control.subjects < 20) continue;
      const { distance, variance } = deviationFrom([stratum], 0);
      if (distance <= 1.96 * Math.sqrt(variance)) continue;
      missed += 1;
      break;
    }
  }
  expect(missed / 300).toBeGreaterThan(0.25);
});

test('the planned number of subjects decides an effect of the planned size in at least as many experiments as promised', () => {
  const question = { baseline: 0.6, minimumEffect: 0.1, share: 0.3, alpha: ALPHA, power: 0.8 };
  const { sequential } = sampleSize(question);
  const random = new Random('power');
  let seen = 0;
  for (let replay = 0; replay < 200; replay++) {
    const plan = { shares: [question.share], control: [question.baseline], difference: question.minimumEffect, subjects: sequential.control + sequential.candidate };
    let looks = 0;
    for (const strata of course(random, plan)) {
      looks += 1;
      if (looks % 50 !== 0 || (alwaysValid(strata, { alpha: ALPHA, effect: question.minimumEffect })?.low ?? -1) <= 0) continue;
      seen += 1;
      break;
    }
  }
  expect(seen / 200).toBeGreaterThanOrEqual(question.power);
});
