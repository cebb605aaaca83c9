import type { Dataset, SplitName } from 'flywheel/plugin';
import { drawsFrom } from '../../../plugins/transformer/tasks/classification/text/draws.ts';

const FILLERS = ['river', 'stone', 'lamp', 'paper', 'window', 'garden', 'table', 'cloud', 'street', 'bottle', 'music', 'winter'];

export interface LabelledText {
  readonly text: string;
  readonly label: number;
}

/** Labelled texts in memory as a dataset version. */
export function textsDataset(classes: readonly string[], splits: Readonly<Record<SplitName, readonly LabelledText[]>>): Dataset<'TEXT'> {
  const lengths = Object.values(splits).flat().map(({ text }) => [...text].length);
  return {
    kind: 'TEXT',
    classes,
    counts: { TRAIN: splits.TRAIN.length, VALIDATION: splits.VALIDATION.length, TEST: splits.TEST.length },
    text: { mean: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length), longest: Math.max(0, ...lengths) },
    async *batches({ split, size, from = 0 }) {
      for (let start = from * size; start < splits[split].length; start += size) {
        const some = splits[split].slice(start, start + size);
        yield { count: some.length, texts: some.map(({ text }) => text), labels: Int32Array.from(some, ({ label }) => label) };
      }
    },
  };
}

/** `make` for each sample, with numbers that the sample decides. */
export function madeUp(classes: readonly string[], make: (draw: () => number, label: number) => string, counts: Readonly<Record<SplitName, number>> = { TRAIN: 240, VALIDATION: 60, TEST: 60 }): Dataset<'TEXT'> {
  const draw = drawsFrom(11);
  const texts = (count: number) => Array.from({ length: count }, (_, k) => ({ text: make(draw, k % classes.length), label: k % classes.length }));
  return textsDataset(classes, { TRAIN: texts(counts.TRAIN), VALIDATION: texts(counts.VALIDATION), TEST: texts(counts.TEST) });
}

export function fillers(draw: () => number, count: number): string[] {
  return Array.from({ length: count }, () => FILLERS[Math.floor(draw() * FILLERS.length)] ?? '');
}

const OPINIONS = [['dull', 'weak', 'boring'], ['lovely', 'fine', 'moving']];

/** One word of three tells the class, among words that tell nothing. */
export const opinions = (counts?: Readonly<Record<SplitName, number>>): Dataset<'TEXT'> => madeUp(['bad', 'good'], (draw, label) => {
  const words = fillers(draw, 2 + Math.floor(draw() * 20));
  words.splice(Math.floor(draw() * words.length), 0, OPINIONS[label]?.[Math.floor(draw() * 3)] ?? '');
  return `The ${words.join(' ')}.<br />`;
}, counts);

/** The class is whether two words that stand apart are of one colour: no n-gram tells it, both together do. */
export const pairsApart = (): Dataset<'TEXT'> => madeUp(['unlike', 'alike'], (draw, label) => {
  const first = draw() < 0.5 ? 0 : 1;
  const second = label === 1 ? first : 1 - first;
  return [['red', 'blue'][first], ...fillers(draw, 1 + Math.floor(draw() * 3)), ['scarlet', 'navy'][second]].join(' ');
}, { TRAIN: 800, VALIDATION: 100, TEST: 200 });
