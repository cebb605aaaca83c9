import type { Random } from '../../src/data/random.ts';
import { compareEvaluations } from '../../src/domain/evaluations/compare-evaluations.ts';
import type { PairedOutcomes } from '../../src/domain/evaluations/comparison.ts';
import { type GateVerdict, judge } from '../../src/domain/flywheel/gate.ts';

/** Two models, and the test split that both are measured on. Shares are of all samples that there could be. */
export interface Situation {
  /** Samples of the test split. */
  readonly samples: number;
  /** Evenly spread over so many classes. */
  readonly classes: number;
  /** Of production, 0 to 1. */
  readonly accuracy: number;
  /** By which the candidate is truly more accurate; below 0, less. */
  readonly gain: number;
  /** Of samples that one of the two alone gets right: the less, the more alike the models are. */
  readonly differing: number;
}

export interface Rules {
  readonly minimumImprovement: number;
  readonly maximumClassDrop: number | null;
}

/** One cycle's end: a test split is drawn, both models answer it, and the gate that policies go by judges. */
export function replay(random: Random, situation: Situation, rules: Rules): GateVerdict {
  const classes = new Map(Array.from({ length: situation.classes }, (_, k) => [`class ${k}`, { bothRight: 0, onlyThis: 0, onlyBaseline: 0, bothWrong: 0 }]));
  const counts = [...classes.values()];
  const [onlyThis, onlyBaseline] = [(situation.differing + situation.gain) / 2, (situation.differing - situation.gain) / 2];
  for (let sample = 0; sample < situation.samples; sample += 1) {
    const of = counts[random.below(situation.classes)]!;
    const at = random.fraction();
    if (at < onlyThis) of.onlyThis += 1;
    else if (at < onlyThis + onlyBaseline) of.onlyBaseline += 1;
    else if (at < onlyThis + situation.accuracy) of.bothRight += 1;
    else of.bothWrong += 1;
  }
  const all = counts.reduce((sum, one) => ({ bothRight: sum.bothRight + one.bothRight, onlyThis: sum.onlyThis + one.onlyThis, onlyBaseline: sum.onlyBaseline + one.onlyBaseline, bothWrong: sum.bothWrong + one.bothWrong }));
  const side = (right: number) => ({ metrics: [{ name: 'test/accuracy', value: right / situation.samples, low: null, high: null, better: 'HIGHER' as const, share: 'right' }], resamples: new Map<string, Float64Array>() });
  const paired = { sampleCount: situation.samples, outcomes: new Map<string, PairedOutcomes>([['accuracy', all]]), classes };
  return judge(compareEvaluations(side(all.bothRight + all.onlyThis), side(all.bothRight + all.onlyBaseline), paired), { metric: 'accuracy', ...rules });
}

/** How many of so many replays end with a promotion. */
export function promotions(random: Random, situation: Situation, rules: Rules, replays: number): number {
  return Array.from({ length: replays }, () => replay(random, situation, rules)).filter(({ passes }) => passes).length;
}

/**
 * Samples of a test split on which a true gain is promoted in 95 of 100 cases: (1.96 + 1.645)² × (differing − gain²) ÷ gain², by the normal
 * approximation of the paired difference (Connor 1987). Holds for a minimum improvement well below the gain.
 */
export function samplesNeeded(differing: number, gain: number): number {
  return Math.ceil(((1.959964 + 1.644854) ** 2 * (differing - gain ** 2)) / gain ** 2);
}
