import type { Metrics } from 'flywheel/plugin';

const MEASURES = [
  { name: 'average_precision', words: 'an average precision' },
  { name: 'accuracy', words: 'an accuracy' },
];

/** A sentence for the person who watches the run where logistic regression does better on the validation split; else undefined. */
export function comparison(metrics: Metrics): string | undefined {
  const measure = MEASURES.find(({ name }) => `validation/${name}` in metrics);
  if (measure === undefined) return undefined;
  const own = metrics[`validation/${measure.name}`] ?? NaN;
  const simple = metrics[`validation/logistic_${measure.name}`] ?? NaN;
  if (!(simple > own)) return undefined;
  return `A simple model is better here: on the validation split logistic regression reaches ${measure.words} of ${simple.toFixed(3)}, this Transformer ${own.toFixed(3)}. Use the simple one, or train on more rows.`;
}
