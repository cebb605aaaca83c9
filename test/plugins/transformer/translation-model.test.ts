import { readFile } from 'node:fs/promises';
import type { Tensor } from 'flywheel/plugin';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inferencePass } from '../../../plugins/transformer/layers/network.ts';
import { Weights } from '../../../plugins/transformer/layers/weights.ts';
import { tiedCrossEntropy } from '../../../plugins/transformer/tasks/translation/cross-entropy.ts';
import { compileDecoder, decode, paddedLength } from '../../../plugins/transformer/tasks/translation/decode.ts';
import { Beam, normalized, type Hypothesis } from '../../../plugins/transformer/tasks/translation/hypotheses.ts';
import { createTranslationModel } from '../../../plugins/transformer/tasks/translation/model.ts';
import { END, START } from '../../../plugins/transformer/text/byte-pair.ts';
import { randomOf, tf, tools } from './task-host.ts';

const shape = { vocabulary: 40, layers: 2, heads: 2, modelSize: 16, feedForwardSize: 32 };
const weights = new Weights(tf, randomOf(5));
const model = createTranslationModel({ tf, nn: tools.nn, weights }, shape, 0);
// As large as a trained model's, so that its choices differ from place to place.
for (const variable of weights.variables) variable.assign(tf.tidy(() => tf.add(variable, tf.mul(randomOf(variable.id).normal(variable.shape), 0.3))));
const decoder = compileDecoder({ tf, compile: tools.compile }, model, shape);
const { signal } = new AbortController();

const SOURCES = [[11, 7, 30, 5, END], [9, 9, 31, 22, 8, 17, 3, END], [6, END]];

/** Log-probabilities of the next token at every place, each computed with all places at once and no cache. */
function logProbabilities(source: readonly number[], inputs: readonly number[]): number[][] {
  return tf.tidy(() => {
    const memory = model.encode(tf.tensor2d([...source], [1, source.length], 'int32'), inferencePass);
    const decoded = model.decode(tf.tensor2d([...inputs], [1, inputs.length], 'int32'), memory, inferencePass);
    return tf.logSoftmax(tf.matMul(tf.reshape(decoded, [inputs.length, -1]), model.embeddings, false, true)).arraySync();
  }) as number[][];
}

const scoreOf = (source: readonly number[], tokens: readonly number[]) => {
  const rows = logProbabilities(source, [START, ...tokens]);
  return [...tokens, END].reduce((sum, token, place) => sum + (rows[place]?.[token] ?? NaN), 0);
};

async function translations(beamSize: number, { sources = SOURCES, texts = 4, longest = 20 } = {}): Promise<Hypothesis[]> {
  const steps = decode(decoder, sources, { beamSize, texts, longest: () => longest, signal });
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

describe('decoding', () => {
  it('by a beam of 1 takes the likeliest token each time, as a model without cache does', async () => {
    const found = await translations(1);
    SOURCES.forEach((source, k) => {
      const tokens: number[] = [];
      while (tokens.length < 20) {
        const next = logProbabilities(source, [START, ...tokens]).at(-1) ?? [];
        const best = next.indexOf(Math.max(...next));
        if (best === END) break;
        tokens.push(best);
      }
      expect(found[k]?.tokens).toEqual(tokens);
    });
  });

  it.each([2, 4])('by a beam of %i tells scores that are the log-probabilities of its translations', async (beamSize) => {
    for (const [k, { tokens, score }] of (await translations(beamSize)).entries()) {
      // A translation that was cut off has no end.
      if (tokens.length < 20) expect(score).toBeCloseTo(scoreOf(SOURCES[k] ?? [], tokens), 3);
    }
  });

  it('finds likelier translations with a greater beam', async () => {
    const order = Array.from({ length: 24 }, (_, k) => [3 + ((k * 7) % 30), 3 + ((k * 11) % 37), 5 + (k % 9), END]);
    const [greedy, beam] = [await translations(1, { sources: order, texts: 24 }), await translations(4, { sources: order, texts: 24 })];
    const mean = (all: readonly Hypothesis[]) => all.reduce((sum, one) => sum + normalized(one), 0) / all.length;
    expect(mean(beam)).toBeGreaterThan(mean(greedy));
  });

  it('finds the same whoever is translated beside it, and past the first places of its cache', async () => {
    for (const longest of [5, 40]) {
      const together = await translations(4, { longest });
      for (const [k, source] of SOURCES.entries()) {
        const [alone] = await translations(4, { sources: [source], texts: 1, longest });
        expect(together[k]?.tokens).toEqual(alone?.tokens);
        expect(together[k]?.tokens.length).toBeLessThanOrEqual(longest);
      }
    }
  });

  it('pads to few lengths', () => {
    const lengths = [1, 16, 17, 25, 33, 49, 65, 97, 128];
    expect(lengths.map((length) => paddedLength(length))).toEqual([16, 16, 24, 32, 48, 64, 96, 128, 128]);
    expect(lengths.map((length) => paddedLength(length, true))).toEqual([16, 16, 32, 32, 64, 64, 128, 128, 128]);
  });
});

describe('a beam', () => {
  /** A made-up model: what follows which token, with probabilities. */
  const follow = new Map<number, readonly (readonly [number, number])[]>([
    [START, [[10, 0.6], [11, 0.4]]],
    [10, [[12, 0.35], [13, 0.33], [END, 0.32]]],
    [11, [[END, 0.9], [12, 0.1]]],
    [12, [[END, 1]]],
    [13, [[END, 1]]],
  ]);
  const translate = (size: number) => {
    const beam = new Beam(size, 5);
    while (!beam.isDone) {
      const rows = Array.from({ length: size }, (_, k) => beam.row(k).token);
      beam.advance((k) => {
        const next = follow.get(rows[k] ?? START) ?? [];
        return { tokens: next.map(([token]) => token), scores: next.map(([, probability]) => Math.log(probability)) };
      });
    }
    return beam.best();
  };

  it('sees past what is likeliest at first', () => {
    expect(translate(1).tokens).toEqual([10, 12]);
    expect(translate(2).tokens).toEqual([11]);
    expect(Math.exp(translate(2).score)).toBeCloseTo(0.36, 9);
  });

  it('does nothing for a row that only fills a batch', () => {
    const beam = new Beam(4, 0);
    expect([beam.isDone, beam.row(3), beam.best().tokens]).toEqual([true, { token: START, parent: 0 }, []]);
  });
});

describe('masking', () => {
  const hidden = (sources: number[][], inputs: number[][]) => tf.tidy(() => {
    const int = (rows: number[][]) => tf.tensor2d(rows, [rows.length, rows[0]?.length ?? 0], 'int32');
    return model.decode(int(inputs), model.encode(int(sources), inferencePass), inferencePass).arraySync();
  }) as number[][][];

  it('hides later tokens of the translation, to the last bit', () => {
    const source = [[5, 6, END]];
    const [one, other] = [hidden(source, [[START, 7, 8, 9]])[0], hidden(source, [[START, 7, 30, 31]])[0]];
    expect(other?.slice(0, 2)).toEqual(one?.slice(0, 2));
    expect(other?.[2]).not.toEqual(one?.[2]);
  });

  it('hides padding of source and translation: it changes nothing, however much there is', () => {
    const [plain] = hidden([[5, 6, END]], [[START, 7, 8]]);
    const [padded] = hidden([[5, 6, END, 0, 0, 0, 0]], [[START, 7, 8, 0, 0]]);
    plain?.forEach((row, place) => row.forEach((value, k) => expect(padded?.[place]?.[k]).toBeCloseTo(value, 5)));
    // What stands where the source is padded is looked at by nobody: the mask goes by the tokens.
    expect(hidden([[5, 6, END, 0]], [[START, 7, 8]])).not.toEqual(hidden([[5, 6, END, 9]], [[START, 7, 8]]));
  });

  it('hides padded targets from the loss and its gradients', () => {
    const [h, e] = [randomOf(1).normal([6, 4]), randomOf(2).normal([7, 4])];
    const run = (rows: number) => lossAndGradients(tf.slice(h, 0, rows), e, [1, 3, 0, 5, 6, 2].slice(0, rows), [1, 1, 1, 0, 0, 0].slice(0, rows), 0.1);
    const [short, long] = [run(3), run(6)];
    expect(long.loss).toBeCloseTo(short.loss, 6);
    short.ofEmbeddings.flat().forEach((value, k) => expect(long.ofEmbeddings.flat()[k]).toBeCloseTo(value, 6));
    expect(long.ofHidden.slice(3).flat().every((value) => value === 0)).toBe(true);
  });
});

function lossAndGradients(h: Tensor, e: Tensor, targets: readonly number[], places: readonly number[], smoothing: number) {
  const { value, grads } = tf.valueAndGrads((hidden: Tensor, embeddings: Tensor) => tiedCrossEntropy(tf, hidden, embeddings, {
    targets: tf.tensor1d([...targets], 'int32'), weights: tf.tensor1d([...places]), smoothing,
  }))([h, e]);
  const [ofHidden, ofEmbeddings] = grads.map((gradient) => gradient.arraySync() as number[][]);
  return { loss: value.dataSync()[0] ?? NaN, ofHidden: ofHidden ?? [], ofEmbeddings: ofEmbeddings ?? [] };
}

describe('cross-entropy with tied embeddings', async () => {
  const matrix = z.array(z.array(z.number()));
  const cases = z.array(z.object({ hidden: matrix, embeddings: matrix, targets: z.array(z.int()), weights: z.array(z.number()), smoothing: z.number(), loss: z.number(), of_hidden: matrix, of_embeddings: matrix }))
    .parse(JSON.parse(await readFile(new URL('reference/translation.json', import.meta.url), 'utf8')));

  it.each(cases)('is PyTorch’s, with its gradients (smoothing $smoothing)', ({ hidden, embeddings, targets, weights: places, smoothing, loss, of_hidden, of_embeddings }) => {
    const found = lossAndGradients(tf.tensor2d(hidden), tf.tensor2d(embeddings), targets, places, smoothing);
    expect(found.loss).toBeCloseTo(loss, 5);
    found.ofHidden.flat().forEach((value, k) => expect(value).toBeCloseTo(of_hidden.flat()[k] ?? NaN, 5));
    found.ofEmbeddings.flat().forEach((value, k) => expect(value).toBeCloseTo(of_embeddings.flat()[k] ?? NaN, 5));
  });

  it('stays finite where the target has no probability in float32', () => {
    const { loss, ofHidden } = lossAndGradients(tf.tensor2d([[1]]), tf.tensor2d([[0], [300]]), [0], [1], 0);
    expect(loss).toBeGreaterThan(80);
    expect(ofHidden[0]?.[0]).toBeCloseTo(300, 3);
  });
});
