import type { CompiledStep, LoadContext, Tensor, TensorFlow } from 'flywheel/plugin';
import { chooseRows, emptyCache, growCache, placesOf, type KeyValues } from '../../layers/cache.ts';
import { inferencePass } from '../../layers/network.ts';
import { sinusoidalPositions } from '../../layers/positions.ts';
import { PADDING } from '../../text/byte-pair.ts';
import { Beam, type Hypothesis } from './hypotheses.ts';
import type { ModelShape, TranslationModel } from './model.ts';

/** The cache begins with so many places and doubles. */
const LEAST_CAPACITY = 16;
/** Source texts are padded to this length, or to 1.5, 2, 3, 4, 6, 8 … times it. */
const LEAST_LENGTH = 16;

type StepResult = { scores: Tensor; tokens: Tensor; cache: Flat };

/** The compiled parts of decoding; made once for a model. */
export interface Decoder {
  readonly tf: TensorFlow;
  readonly shape: ModelShape;
  /** Texts int32 [texts, length] → their memory, each text's `beams` times one after another. */
  readonly encode: CompiledStep<[sources: Tensor, beams: number], FlatMemory>;
  /** Goes on with the rows `parents` of the cache by one token each; gives the `candidates` likeliest next ones and their log-probabilities. */
  readonly step: CompiledStep<[inputs: StepInputs, memory: FlatMemory, candidates: number], StepResult>;
  dispose(): void;
}

/** Keys and values of all layers, in turn. */
type Flat = Tensor[];
type FlatMemory = { readonly layers: Flat; readonly mask: Tensor };

type StepInputs = {
  readonly tokens: Tensor;
  readonly parents: Tensor;
  readonly position: Tensor;
  readonly cache: Flat;
  /** `Places`. */
  readonly at: Tensor;
  readonly keep: Tensor;
  readonly mask: Tensor;
};

export function compileDecoder({ tf, compile }: Pick<LoadContext, 'tf' | 'compile'>, model: TranslationModel, shape: ModelShape): Decoder {
  const encode = compile((sources: Tensor, beams: number): FlatMemory => {
    const { layers, mask } = model.encode(sources, inferencePass);
    const repeat = (x: Tensor) => {
      const [texts = 0, ...rest] = x.shape;
      return tf.reshape(tf.tile(tf.reshape(x, [texts, 1, ...rest]), [1, beams, ...rest.map(() => 1)]), [texts * beams, ...rest]);
    };
    return { layers: flat(layers).map(repeat), mask: repeat(mask) };
  }, { name: 'The encoding step' });
  const step = compile(({ tokens, parents, position, cache, at, keep, mask }: StepInputs, memory: FlatMemory, candidates: number): StepResult => {
    const { logits, cache: next } = model.step({
      tokens,
      position,
      cache: chooseRows(tf, layered(cache), parents),
      places: { at, keep, mask },
      memory: { layers: layered(memory.layers), mask: memory.mask },
    });
    const { values, indices } = tf.topk(logits, candidates);
    return { scores: tf.sub(values, tf.logSumExp(logits, -1, true)), tokens: indices, cache: flat(next) };
  }, { name: 'The decoding step' });
  return {
    tf, shape, encode, step,
    dispose() {
      encode.dispose();
      step.dispose();
    },
  };
}

function flat(layers: readonly KeyValues[]): Flat {
  return layers.flatMap(({ keys, values }) => [keys, values]);
}

function layered(tensors: Flat): KeyValues[] {
  return tensors.flatMap((keys, k) => {
    const values = tensors[k + 1];
    return k % 2 === 0 && values ? [{ keys, values }] : [];
  });
}

export interface DecodeOptions {
  readonly beamSize: number;
  /** Texts of the batch, so that its shape is one of few; those that are not there are padding. */
  readonly texts: number;
  /** Tokens of the k-th translation at most, without END. */
  readonly longest: (k: number) => number;
  readonly signal: AbortSignal;
}

/**
 * Translates texts together, by beam search; a beam of 1 takes the likeliest token each time. The encoder runs once, and
 * each step computes one place. Yields the beams of the texts after every step, and returns the best translations.
 *
 * @param sources  at most `texts`, each with END
 * @throws the signal's reason when it is aborted
 */
export async function* decode({ tf, shape, encode, step }: Decoder, sources: readonly (readonly number[])[], { beamSize, texts, longest, signal }: DecodeOptions): AsyncGenerator<readonly Beam[], Hypothesis[], void> {
  const length = paddedLength(Math.max(...sources.map((source) => source.length)), texts === 1);
  const beams = Array.from({ length: texts }, (_, k) => new Beam(beamSize, k < sources.length ? longest(k) : 0));
  const most = Math.max(...sources.map((_, k) => longest(k)));
  const { layers, heads, modelSize } = shape;
  const tokens = tf.tensor2d(padded(sources, texts, length), [texts, length], 'int32');
  const memory = encode(tokens, beamSize);
  tokens.dispose();
  let capacity = LEAST_CAPACITY;
  let cache = flat(emptyCache(tf, { layers, batch: texts * beamSize, heads, capacity, headSize: modelSize / heads }));
  try {
    for (let place = 0; place < most && beams.some(({ isDone }) => !isDone); place += 1) {
      signal.throwIfAborted();
      if (place === capacity) {
        capacity *= 2;
        cache = replace(tf, cache, flat(growCache(tf, layered(cache), capacity)));
      }
      const position = tf.tidy(() => tf.reshape(sinusoidalPositions(tf, [place], modelSize), [1, 1, modelSize]));
      const inputs = { ...rowsOf(tf, beams, beamSize), ...placesOf(tf, { start: place, count: 1, capacity }), position };
      const result = step({ ...inputs, cache }, memory, 2 * beamSize);
      cache = replace(tf, cache, result.cache);
      const [scores, next] = await Promise.all([result.scores.data(), result.tokens.data()]);
      tf.dispose([result.scores, result.tokens, ...Object.values(inputs)]);
      beams.forEach((beam, text) => {
        if (beam.isDone) return;
        beam.advance((k) => {
          const [from, to] = [(text * beamSize + k) * 2 * beamSize, (text * beamSize + k + 1) * 2 * beamSize];
          return { tokens: next.subarray(from, to), scores: scores.subarray(from, to) };
        });
      });
      yield beams;
    }
    return sources.map((_, k) => beams[k]?.best() ?? { tokens: [], score: 0 });
  } finally {
    tf.dispose([...cache, ...memory.layers, memory.mask]);
  }
}

function replace(tf: TensorFlow, old: Flat, by: Flat): Flat {
  tf.dispose(old);
  return by;
}

/** The last token of every row, and the row that it goes on from. */
function rowsOf(tf: TensorFlow, beams: readonly Beam[], beamSize: number): { tokens: Tensor; parents: Tensor } {
  const rows = beams.flatMap((beam, text) => Array.from({ length: beamSize }, (_, k) => {
    const { token, parent } = beam.row(k);
    return { token, parent: text * beamSize + parent };
  }));
  return { tokens: tf.tensor1d(rows.map(({ token }) => token), 'int32'), parents: tf.tensor1d(rows.map(({ parent }) => parent), 'int32') };
}

/** The next of few lengths, so that shapes repeat. @param coarse  only doubles: of one text alone padding costs little, graphs more */
export function paddedLength(length: number, coarse = false): number {
  let padded = LEAST_LENGTH;
  while (padded < length) {
    if (coarse) padded *= 2;
    else padded = padded % 3 === 0 ? (padded / 3) * 4 : (padded / 2) * 3;
  }
  return padded;
}

function padded(sources: readonly (readonly number[])[], texts: number, length: number): Int32Array {
  const tokens = new Int32Array(texts * length).fill(PADDING);
  sources.forEach((source, k) => tokens.set(source, k * length));
  return tokens;
}
