import { Random } from '../../random.ts';
import type { TokenSamples } from './features.ts';
import { softmax } from './probabilities.ts';
import { BUCKETS, FOLDS } from './thresholds.ts';

const EPOCHS = 6;
const RATE = 0.5;
/** Tokens × classes of the texts that are learned from, one time through; beyond, some of the texts are. */
const MOST_LEARNED = 2 ** 24;
/** A class whose probability is that near to what it should be learns nothing from a text. */
const NEGLIGIBLE = 0.01;

/**
 * Scores of each class for each text (count × classes) by multinomial logistic regression on its words, weighed by how rare they are,
 * learned from the other parts by AdaGrad (Duchi et al. 2011), 6 times through. Tokens × classes × 6 × 5 products; 8 bytes of memory
 * for each of classes × 131,072.
 */
export function crossValidateTokens(samples: TokenSamples, classes: number, signal: AbortSignal): Float32Array {
  const { count, folds } = samples;
  const values = rarity(samples);
  const scores = new Float32Array(count * classes);
  const row = new Float64Array(classes);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const weights = learn(samples, values, classes, fold, signal);
    for (let sample = 0; sample < count; sample += 1) {
      if (folds[sample] !== fold) continue;
      score(samples, values, sample, weights, row);
      scores.set(row, sample * classes);
    }
  }
  return scores;
}

/** Inverse document frequency by bucket. */
function rarity({ count, starts, tokens }: TokenSamples): Float32Array {
  const texts = new Float32Array(BUCKETS);
  for (let at = 0; at < starts[count]!; at += 1) texts[tokens[at]!]! += 1;
  return texts.map((found) => Math.log((1 + count) / (1 + found)));
}

/** Of the vector of a text, whose length is then 1. */
function scaleOf({ starts, tokens }: TokenSamples, values: Float32Array, sample: number): number {
  let square = 0;
  for (let at = starts[sample]!; at < starts[sample + 1]!; at += 1) square += values[tokens[at]!]! ** 2;
  return square === 0 ? 0 : 1 / Math.sqrt(square);
}

function score(samples: TokenSamples, values: Float32Array, sample: number, weights: Float32Array, row: Float64Array): number {
  const { starts, tokens } = samples;
  const classes = row.length;
  const scale = scaleOf(samples, values, sample);
  row.fill(0);
  for (let at = starts[sample]!; at < starts[sample + 1]!; at += 1) {
    const bucket = tokens[at]!;
    const value = values[bucket]! * scale;
    for (let label = 0; label < classes; label += 1) row[label]! += value * weights[bucket * classes + label]!;
  }
  return scale;
}

function learn(samples: TokenSamples, values: Float32Array, classes: number, fold: number, signal: AbortSignal): Float32Array {
  const { count, labels, folds, starts, tokens } = samples;
  const [weights, squares] = [new Float32Array(BUCKETS * classes), new Float32Array(BUCKETS * classes).fill(1e-4)];
  const random = new Random(`label noise ${fold}`);
  const order = Uint32Array.from({ length: count }, (_, index) => index).filter((sample) => folds[sample] !== fold);
  random.shuffle(order);
  const learned = order.subarray(0, Math.ceil(order.length * Math.min(1, MOST_LEARNED / (starts[count]! * classes))));
  const row = new Float64Array(classes);
  const wrong = new Int32Array(classes);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    random.shuffle(learned);
    const rate = RATE * (1 - epoch / EPOCHS);
    for (const [done, sample] of learned.entries()) {
      if (done % 1024 === 0) signal.throwIfAborted();
      const scale = score(samples, values, sample, weights, row);
      softmax(row);
      row[labels[sample]!]! -= 1;
      let found = 0;
      for (let label = 0; label < classes; label += 1) if (Math.abs(row[label]!) > NEGLIGIBLE) wrong[found++] = label;
      if (found === 0) continue;
      for (let at = starts[sample]!; at < starts[sample + 1]!; at += 1) {
        const bucket = tokens[at]!;
        const value = values[bucket]! * scale;
        for (let index = 0; index < found; index += 1) {
          const label = wrong[index]!;
          const slope = value * row[label]!;
          const place = bucket * classes + label;
          squares[place]! += slope * slope;
          weights[place]! -= (rate * slope) / Math.sqrt(squares[place]!);
        }
      }
    }
  }
  return weights;
}
