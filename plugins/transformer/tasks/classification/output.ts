import type { ClassificationOutput } from 'flywheel/plugin';

/** @param logits one for each class, in the order of `classes` */
export function classificationOutput(classes: readonly string[], logits: ArrayLike<number>): ClassificationOutput {
  const highest = classes.reduce((most, _, k) => Math.max(most, logits[k] ?? -Infinity), -Infinity);
  const weights = classes.map((_, k) => Math.exp((logits[k] ?? -Infinity) - highest));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const probabilities = classes.map((label, k) => ({ label, probability: (weights[k] ?? 0) / sum })).sort((a, b) => b.probability - a.probability);
  const [first] = probabilities;
  if (first === undefined) throw new Error('A model without classes cannot classify.');
  return { type: 'classification', label: first.label, probabilities };
}
