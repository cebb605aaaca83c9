import type { LabelledSamples } from './features.ts';
import { wrongness } from './probabilities.ts';
import { labelNoise } from './thresholds.ts';

/** A sample whose label is probably wrong. */
export interface Suspect {
  /** Index among the samples looked at. */
  readonly sample: number;
  /** The most probable class. */
  readonly looksLike: number;
  /** That the label is wrong, 0 to 1. */
  readonly probability: number;
}

/**
 * Confident learning, pruned by class (Northcutt, Jiang & Chuang 2021, 4.2): a class's threshold is the mean probability of it among the
 * samples labelled so; a sample counts as what is most probable among the classes whose thresholds it reaches; that gives how many
 * of each class are mislabelled, and so many at most are suspects, those whose label is least probable. A model's own faults are among
 * them: `surest` and `plateau.ts` take them away.
 *
 * @param probabilities  out of fold, count × classes
 * @param noise  share of labels that are wrong, by the fit that gave the probabilities
 */
export function suspectsOf({ count, labels }: LabelledSamples, probabilities: Float32Array, classes: number, noise: number): Suspect[] {
  const ofClass = new Float64Array(classes);
  for (const label of labels.subarray(0, count)) ofClass[label]! += 1;
  const mislabelled = mislabelledOf(probabilities, labels, count, ofClass);
  const byClass = Array.from({ length: classes }, (): Suspect[] => []);
  for (let sample = 0; sample < count; sample += 1) {
    const label = labels[sample]!;
    const looksLike = mostProbable(probabilities, sample, classes);
    if (looksLike !== label && ofClass[label]! >= labelNoise.leastOfClass) byClass[label]!.push({ sample, looksLike, probability: wrongness(probabilities[sample * classes + label]!, noise, classes) });
  }
  return byClass.flatMap((suspects, label) => suspects.sort(surestFirst).slice(0, Math.ceil(mislabelled[label]!)));
}

const surestFirst = (one: Suspect, other: Suspect) => other.probability - one.probability || one.sample - other.sample;

/** As many of the surest as are wrong by a mean probability of `expectedPrecision`. */
export function surest(suspects: Suspect[]): Suspect[] {
  let [sum, kept] = [0, 0];
  for (const [index, { probability }] of suspects.sort(surestFirst).entries()) {
    sum += probability;
    if (sum >= labelNoise.expectedPrecision * (index + 1)) kept = index + 1;
  }
  return suspects.slice(0, kept);
}

function mostProbable(probabilities: Float32Array, sample: number, classes: number): number {
  let best = 0;
  for (let label = 1; label < classes; label += 1) if (probabilities[sample * classes + label]! > probabilities[sample * classes + best]!) best = label;
  return best;
}

/** How many of each class are really another's, by the confident joint, made to add up to how many are labelled so. */
function mislabelledOf(probabilities: Float32Array, labels: Int32Array, count: number, ofClass: Float64Array): Float64Array {
  const classes = ofClass.length;
  const thresholds = new Float64Array(classes);
  for (let sample = 0; sample < count; sample += 1) thresholds[labels[sample]!]! += probabilities[sample * classes + labels[sample]!]! / ofClass[labels[sample]!]!;
  const [confident, others] = [new Float64Array(classes), new Float64Array(classes)];
  for (let sample = 0; sample < count; sample += 1) {
    const label = labels[sample]!;
    let best = -1;
    for (let other = 0; other < classes; other += 1) {
      const probability = probabilities[sample * classes + other]!;
      if (probability >= thresholds[other]! && (best < 0 || probability > probabilities[sample * classes + best]!)) best = other;
    }
    if (best < 0) continue;
    confident[label]! += 1;
    if (best !== label) others[label]! += 1;
  }
  return others.map((found, label) => (found * ofClass[label]!) / Math.max(1, confident[label]!));
}
