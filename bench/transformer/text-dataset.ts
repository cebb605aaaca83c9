import type { Dataset } from 'flywheel/plugin';

const PIECE = 1000;
const SHARES = { TRAIN: 0.9, VALIDATION: 0.05 };

/** One text as a dataset version: pieces in their order, split by place. */
export function textDataset(text: string): Dataset<'TEXT'> {
  const train = Math.floor(text.length * SHARES.TRAIN);
  const validation = train + Math.floor(text.length * SHARES.VALIDATION);
  const splits = { TRAIN: pieces(text.slice(0, train)), VALIDATION: pieces(text.slice(train, validation)), TEST: pieces(text.slice(validation)) };
  const counts = { TRAIN: splits.TRAIN.length, VALIDATION: splits.VALIDATION.length, TEST: splits.TEST.length };
  return {
    kind: 'TEXT',
    classes: [],
    counts,
    text: { mean: text.length / (counts.TRAIN + counts.VALIDATION + counts.TEST), longest: PIECE },
    continuous: true,
    async *batches({ split, size, from = 0 }) {
      for (let start = from * size; start < splits[split].length; start += size) {
        const texts = splits[split].slice(start, start + size);
        yield { count: texts.length, texts, labels: new Int32Array(texts.length).fill(-1) };
      }
    },
  };
}

const pieces = (text: string) => Array.from({ length: Math.ceil(text.length / PIECE) }, (_, k) => text.slice(k * PIECE, (k + 1) * PIECE));
