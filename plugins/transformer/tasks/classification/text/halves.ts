import type { Predicted } from './predict.ts';

/** What the logits of the Transformer and of the n-gram head are multiplied with before they are added. */
export type Shares = readonly [transformer: number, ngrams: number];

/** The mean of both: where no sample tells better. */
export const EVEN_SHARES: Shares = [0.5, 0.5];

/** The model's logits from those of its halves. */
export function together({ transformer, ngrams }: Predicted, [ofTransformer, ofNgrams]: Shares): Float32Array {
  return ngrams === undefined ? transformer : transformer.map((logit, k) => logit * ofTransformer + (ngrams[k] ?? 0) * ofNgrams);
}

const STEPS = 20;
/** Keeps shares finite where a half is right everywhere: they cost as much as one sample that is this sure of them. */
const RIDGE = 1;

/**
 * The shares for which the cross entropy of labelled samples that no half was trained on is least, by Newton's method: a
 * half that is too sure of itself counts less, and probabilities mean what they say (as temperature scaling does, Guo et
 * al. 2017). No share is below 0.
 *
 * @param classes  logits of each sample
 * @param labels  −1 where a sample has none
 */
export function fitShares({ transformer, ngrams }: Predicted, labels: ArrayLike<number>, classes: number): Shares {
  if (ngrams === undefined) return EVEN_SHARES;
  let [a, b]: Shares = EVEN_SHARES;
  for (let step = 0; step < STEPS; step++) {
    const [da, db] = newtonStep(slopes({ transformer, ngrams }, labels, classes, [a, b]), [a, b]);
    [a, b] = [Math.max(0, a - da), Math.max(0, b - db)];
  }
  return [a, b];
}

interface Slopes {
  readonly gradient: readonly [number, number];
  /** Upper triangle. */
  readonly hessian: readonly [number, number, number];
}

/** A share that is 0 and would fall stays there, and the other one moves alone. */
function newtonStep({ gradient: [ga, gb], hessian: [aa, ab, bb] }: Slopes, [a, b]: Shares): [number, number] {
  if (a === 0 && ga > 0) return [0, gb / bb];
  if (b === 0 && gb > 0) return [ga / aa, 0];
  const determinant = aa * bb - ab ** 2;
  return [(bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant];
}

/** Of the summed cross entropy and the ridge, by both shares: gradient, and upper triangle of the second derivatives. */
function slopes({ transformer, ngrams }: Required<Predicted>, labels: ArrayLike<number>, classes: number, shares: Shares): Slopes {
  const gradient: [number, number] = [RIDGE * (shares[0] - EVEN_SHARES[0]), RIDGE * (shares[1] - EVEN_SHARES[1])];
  const hessian: [number, number, number] = [RIDGE, 0, RIDGE];
  const logits = together({ transformer, ngrams }, shares);
  for (let sample = 0; sample < labels.length; sample++) {
    const label = labels[sample] ?? -1;
    if (label < 0) continue;
    const start = sample * classes;
    const row = logits.subarray(start, start + classes);
    const highest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const sum = row.reduce((all, logit) => all + Math.exp(logit - highest), 0);
    let [meanT, meanN, squareT, product, squareN] = [0, 0, 0, 0, 0];
    row.forEach((logit, k) => {
      const p = Math.exp(logit - highest) / sum;
      const [t = 0, n = 0] = [transformer[start + k], ngrams[start + k]];
      meanT += p * t;
      meanN += p * n;
      squareT += p * t * t;
      product += p * t * n;
      squareN += p * n * n;
    });
    gradient[0] += meanT - (transformer[start + label] ?? 0);
    gradient[1] += meanN - (ngrams[start + label] ?? 0);
    hessian[0] += squareT - meanT ** 2;
    hessian[1] += product - meanT * meanN;
    hessian[2] += squareN - meanN ** 2;
  }
  return { gradient, hessian };
}
