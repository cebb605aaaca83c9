import type { LabelledSamples } from './features.ts';
import { labelNoise } from './thresholds.ts';

/** A sample whose label is probably wrong. */
export interface Suspect {
  /** Index among the samples looked at. */
  readonly sample: number;
  /** What it looks like. */
  readonly looksLike: number;
  /** How much more probable that is than its label, 0 to 1. */
  readonly margin: number;
}

/** How well the model knows the labels. */
export interface Judgement {
  readonly suspects: readonly Suspect[];
  /** Share of labels that are wrong wherever the model is sure; undefined where it may not say. */
  readonly noise: number | undefined;
  /** 1: knows all, 0: knows no more than which class is the largest. */
  readonly skill: number;
}

/**
 * Confident learning (Northcutt, Jiang & Chuang 2021): a class's threshold is the mean probability of it among the samples labelled so;
 * a sample counts as what is most probable among the classes whose thresholds it reaches; that gives how many of each class are
 * labelled as each other; so many are pruned, those of the greatest margin. Beyond that paper, the model must be fit to say
 * (`thresholds.ts`), and no sample is pruned of which it is too little sure.
 *
 * @param probabilities  out of fold, count × classes
 */
export function judge({ count, labels }: LabelledSamples, probabilities: Float32Array, classes: number): Judgement {
  const guesses = Int32Array.from({ length: count }, (_, sample) => mostProbable(probabilities, sample, classes));
  const sureness = Float32Array.from(guesses, (guess, sample) => probabilities[sample * classes + guess]!);
  const order = Uint32Array.from({ length: count }, (_, sample) => sample).sort((a, b) => sureness[b]! - sureness[a]!);
  const ofClass = new Float64Array(classes);
  for (const label of labels.subarray(0, count)) ofClass[label]! += 1;
  const { noise, skill } = fitness(order, labels, guesses, 1 - Math.max(...ofClass) / count);
  if (noise === undefined) return { suspects: [], noise, skill };
  const least = leastSureness(order, labels, guesses, sureness, noise);
  const joint = confidentJoint(probabilities, labels, count, ofClass);
  const suspects = prune(probabilities, labels, guesses, joint, ofClass).filter(({ sample }) => sureness[sample]! >= least);
  return { suspects, noise, skill };
}

function mostProbable(probabilities: Float32Array, sample: number, classes: number): number {
  let best = 0;
  for (let label = 1; label < classes; label += 1) if (probabilities[sample * classes + label]! > probabilities[sample * classes + best]!) best = label;
  return best;
}

function fitness(order: Uint32Array, labels: Int32Array, guesses: Int32Array, baseline: number): { noise: number | undefined; skill: number } {
  const disagreements = (from: number, to: number) => order.subarray(Math.floor(from * order.length), Math.floor(to * order.length)).reduce((sum, sample) => sum + (guesses[sample] === labels[sample] ? 0 : 1), 0);
  const [first, next, all] = [disagreements(0, 0.1), disagreements(0.1, 0.3), disagreements(0, 1)];
  // By as much as disagreements grow, beyond chance, where it is less sure, its own faults have a part in them where it is surest.
  const growth = Math.max(0, next / 2 - first - Math.sqrt(first + next / 2));
  const noise = (first + next) / (0.3 * order.length) - growth / (0.1 * order.length);
  const error = all / order.length;
  const skill = 1 - Math.max(0, error - noise) / Math.max(1e-9, baseline - noise);
  // As first ÷ next by share; one disagreement more or less is no evidence where there are few.
  const isFlat = first + Math.sqrt(first) >= (labelNoise.plateau * next) / 2;
  const mayTell = skill >= labelNoise.skill && isFlat && noise >= labelNoise.leastNoise && first + next >= labelNoise.leastDisagreements;
  return { noise: mayTell ? noise : undefined, skill };
}

/** Down to which sureness noise, the same everywhere, explains enough of the disagreements. */
function leastSureness(order: Uint32Array, labels: Int32Array, guesses: Int32Array, sureness: Float32Array, noise: number): number {
  let disagreements = 0;
  let least = 1;
  for (const [rank, sample] of order.entries()) {
    if (guesses[sample] === labels[sample]) continue;
    disagreements += 1;
    if (noise * (rank + 1) >= labelNoise.expectedPrecision * disagreements) least = sureness[sample]!;
  }
  return least;
}

/** How many are labelled so (row) and are really so (column), made to add up to how many are labelled so. */
function confidentJoint(probabilities: Float32Array, labels: Int32Array, count: number, ofClass: Float64Array): Float64Array {
  const classes = ofClass.length;
  const thresholds = new Float64Array(classes);
  for (let sample = 0; sample < count; sample += 1) thresholds[labels[sample]!]! += probabilities[sample * classes + labels[sample]!]!;
  for (let label = 0; label < classes; label += 1) thresholds[label]! /= Math.max(1, ofClass[label]!);
  const joint = new Float64Array(classes * classes);
  for (let sample = 0; sample < count; sample += 1) {
    let best = -1;
    for (let label = 0; label < classes; label += 1) {
      const probability = probabilities[sample * classes + label]!;
      if (probability >= thresholds[label]! && (best < 0 || probability > probabilities[sample * classes + best]!)) best = label;
    }
    if (best >= 0) joint[labels[sample]! * classes + best]! += 1;
  }
  for (let label = 0; label < classes; label += 1) {
    const row = joint.subarray(label * classes, (label + 1) * classes);
    const sum = row.reduce((total, value) => total + value, 0);
    for (let other = 0; other < classes; other += 1) row[other]! *= ofClass[label]! / Math.max(1, sum);
  }
  return joint;
}

/** By noise rate: of each pair of classes as many as the joint says, those of the greatest margin, that look like the other class more than like any. */
function prune(probabilities: Float32Array, labels: Int32Array, guesses: Int32Array, joint: Float64Array, ofClass: Float64Array): Suspect[] {
  const classes = ofClass.length;
  const byPair = new Map<number, Suspect[]>();
  for (const [sample, looksLike] of guesses.entries()) {
    const label = labels[sample]!;
    if (looksLike === label || ofClass[label]! < labelNoise.leastOfClass) continue;
    const pair = label * classes + looksLike;
    const margin = probabilities[sample * classes + looksLike]! - probabilities[sample * classes + label]!;
    const found = byPair.get(pair) ?? [];
    found.push({ sample, looksLike, margin });
    byPair.set(pair, found);
  }
  return [...byPair].flatMap(([pair, found]) => found.sort((a, b) => b.margin - a.margin || a.sample - b.sample).slice(0, Math.round(joint[pair]!)));
}
