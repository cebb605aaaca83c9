import type { LabelledSamples } from './features.ts';
import { plateau } from './thresholds.ts';

/** What a model is sure of. */
interface Guesses {
  readonly guesses: Int32Array;
  /** Probability of the guess. */
  readonly sureness: Float32Array;
  /** The surest first. */
  readonly order: Uint32Array;
}

/** What is wrong wherever the model is sure. */
export interface Plateau {
  /** Share of labels, 0 to 1. */
  readonly noise: number;
  /** Of the samples that the model contradicts, whether it is sure enough: noise, the same everywhere, explains enough of those as sure. */
  isSure(sample: number): boolean;
}

/**
 * The share of labels that a model contradicts where it is surest: wrong labels are spread over all samples alike, while a model's own faults
 * grow fewer the surer it is. So a share that falls no more is noise. It is for models of few features, whose probabilities cannot
 * tell it: they have learned how many labels are wrong, and are never surer than that.
 *
 * @returns undefined where the model does not know enough to say, or nothing is wrong
 */
export function plateauOf({ count, labels }: LabelledSamples, probabilities: Float32Array, classes: number): Plateau | undefined {
  const guesses = guessesOf(probabilities, count, classes);
  const ofClass = new Float64Array(classes);
  for (const label of labels.subarray(0, count)) ofClass[label]! += 1;
  const noise = noiseOf(guesses, labels, 1 - Math.max(...ofClass) / count);
  if (noise === undefined) return undefined;
  const least = leastSureness(guesses, labels, noise);
  return { noise, isSure: (sample) => guesses.sureness[sample]! >= least };
}

function guessesOf(probabilities: Float32Array, count: number, classes: number): Guesses {
  const guesses = Int32Array.from({ length: count }, (_, sample) => {
    const own = probabilities.subarray(sample * classes, (sample + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
  const sureness = Float32Array.from(guesses, (guess, sample) => probabilities[sample * classes + guess]!);
  return { guesses, sureness, order: Uint32Array.from({ length: count }, (_, sample) => sample).sort((a, b) => sureness[b]! - sureness[a]!) };
}

/** @param baseline  error of always saying the largest class */
function noiseOf({ guesses, order }: Guesses, labels: Int32Array, baseline: number): number | undefined {
  const contradicted = (from: number, to: number) => order.subarray(Math.floor(from * order.length), Math.floor(to * order.length)).reduce((sum, sample) => sum + (guesses[sample] === labels[sample] ? 0 : 1), 0);
  const [first, next, all] = [contradicted(0, 0.1), contradicted(0.1, 0.3), contradicted(0, 1)];
  // By as much as contradictions grow, beyond chance, where it is less sure, its own faults have a part in them where it is surest.
  const growth = Math.max(0, next / 2 - first - Math.sqrt(first + next / 2));
  const noise = (first + next) / (0.3 * order.length) - growth / (0.1 * order.length);
  const skill = 1 - Math.max(0, all / order.length - noise) / Math.max(1e-9, baseline - noise);
  // As first ÷ next by share; one contradiction more or less is no evidence where there are few.
  const isFlat = first + Math.sqrt(first) >= (plateau.flatness * next) / 2;
  const isBetterThanChance = all <= (1 - plateau.gain) * baseline * order.length;
  return isBetterThanChance && skill >= plateau.skill && isFlat && noise >= plateau.leastNoise && first + next >= plateau.leastContradicted ? noise : undefined;
}

function leastSureness({ guesses, sureness, order }: Guesses, labels: Int32Array, noise: number): number {
  let contradicted = 0;
  let least = 1;
  for (const [rank, sample] of order.entries()) {
    if (guesses[sample] === labels[sample]) continue;
    contradicted += 1;
    if (noise * (rank + 1) >= plateau.expectedPrecision * contradicted) least = sureness[sample]!;
  }
  return least;
}
