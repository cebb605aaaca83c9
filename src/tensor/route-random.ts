import { createRequire } from 'node:module';
import type { Random, Tensor, TensorFlow } from '../plugin/tensors.ts';
import { dropOut } from './random.ts';

/** TensorFlow.js's own functions, by the names that its layers call them by. */
type RandomFunctions = Pick<TensorFlow, 'randomNormal' | 'truncatedNormal' | 'randomStandardNormal' | 'randomUniform' | 'randomUniformInt' | 'randomGamma' | 'multinomial' | 'dropout'>;
type Arguments<Name extends keyof RandomFunctions> = Parameters<RandomFunctions[Name]>;

/** Whole numbers are made of uniform ones, which have 23 bits. */
const MOST_INTEGERS = 2 ** 23;

/**
 * Makes TensorFlow.js's random functions draw from `random` where they are called without a seed, also in its layers
 * (Dropout, GaussianNoise, initializers): so a run's seed decides them, and a compiled step draws anew in every call.
 * Calls with a seed are as they were. `randomGamma` and whole numbers over a wide range are computed as before, from
 * a seed of `random`: decided by the run's seed, but no part of a graph. In force for the whole process. What
 * `tf.util.shuffle` draws, and `model.fit` when it shuffles, is not routed.
 *
 * @returns puts the functions back.
 */
export function routeRandomFunctions(tf: TensorFlow, random: Random): () => void {
  const core = coreModule();
  const stock = pick(tf);
  Object.assign(core, routed(tf, stock, random));
  return () => void Object.assign(core, stock);
}

function routed(tf: TensorFlow, stock: RandomFunctions, random: Random): { [Name in keyof RandomFunctions]: (...args: Arguments<Name>) => Tensor } {
  // TensorFlow.js takes 0 for no seed, but for uniform numbers.
  const aSeed = () => random.integer() || 1;
  const scaled = (draw: () => Tensor, scale: number, shift: number) => tf.tidy(() => {
    const stretched = scale === 1 ? draw() : tf.mul(draw(), scale);
    return shift === 0 ? stretched : tf.add(stretched, shift);
  });

  const bell = (name: 'randomNormal' | 'truncatedNormal', draw: Random['normal']) => (...[shape, mean = 0, deviation = 1, dtype = 'float32', seed]: Arguments<'randomNormal'>): Tensor => {
    if (seed || (dtype !== 'float32' && dtype !== 'int32')) return stock[name](shape, mean, deviation, dtype, seed);
    return tf.tidy(() => {
      const drawn = scaled(() => draw(shape), deviation, mean);
      return dtype === 'int32' ? tf.cast(tf.round(drawn), dtype) : drawn;
    });
  };
  const randomNormal = bell('randomNormal', random.normal);

  const randomUniform = (...[shape, from = 0, to = 1, dtype = 'float32', seed]: Arguments<'randomUniform'>): Tensor => {
    if (seed != null) return stock.randomUniform(shape, from, to, dtype, seed);
    if (dtype === 'float32') return scaled(() => random.uniform(shape), to - from, from);
    const isCounted = dtype === 'int32' && Number.isInteger(from) && Number.isInteger(to) && to - from <= MOST_INTEGERS;
    if (!isCounted) return stock.randomUniform(shape, from, to, dtype, aSeed());
    return tf.tidy(() => tf.add(tf.cast(tf.mul(random.uniform(shape), to - from), 'int32'), tf.scalar(from, 'int32')));
  };

  return {
    randomNormal,
    randomUniform,
    truncatedNormal: bell('truncatedNormal', random.truncatedNormal),
    randomStandardNormal: (shape, dtype, seed) => randomNormal(shape, 0, 1, dtype, seed),
    randomUniformInt: (shape, from, to, seed) => randomUniform(shape, from, to, 'int32', seed),
    randomGamma: (shape, alpha, beta, dtype, seed) => stock.randomGamma(shape, alpha, beta, dtype, seed || aSeed()),
    multinomial: (logits, samples, seed, normalized) => (seed ? stock.multinomial(logits, samples, seed, normalized) : tf.tidy(() => {
      const rows = tf.expandDims(normalized ? tf.log(logits) : logits, -2);
      return random.categorical(tf.tile(rows, rows.shape.map((_, k) => (k === rows.rank - 2 ? samples : 1))));
    })),
    dropout(x, rate, noiseShape, seed) {
      if (seed != null || rate === 0) return stock.dropout(x, rate, noiseShape, seed);
      if (!(x instanceof tf.Tensor) || x.dtype !== 'float32') return stock.dropout(x, rate, noiseShape, aSeed());
      return dropOut(tf, x, rate, () => random.uniform(shapeOfNoise(x, noiseShape)));
    },
  };
}

/** Where it has as many dimensions as `x`, a dimension that is left open is x's. */
function shapeOfNoise(x: Tensor, noiseShape: readonly (number | null)[] | undefined): readonly number[] {
  if (noiseShape == null) return x.shape;
  return noiseShape.map((size, k) => size ?? x.shape[k] ?? 1);
}

function pick({ randomNormal, truncatedNormal, randomStandardNormal, randomUniform, randomUniformInt, randomGamma, multinomial, dropout }: TensorFlow): RandomFunctions {
  return { randomNormal, truncatedNormal, randomStandardNormal, randomUniform, randomUniformInt, randomGamma, multinomial, dropout };
}

/**
 * The module object of tfjs-core, whose properties can be set. TensorFlow.js's other packages are CommonJS modules that
 * look its functions up there in every call, and so is what backends hand out.
 */
function coreModule(): object {
  const fromHere = createRequire(import.meta.url);
  // The one that TensorFlow.js itself loads.
  const core: unknown = createRequire(fromHere.resolve('@tensorflow/tfjs'))('@tensorflow/tfjs-core');
  if (typeof core !== 'object' || core === null) throw new Error('@tensorflow/tfjs-core has no functions that can be replaced.');
  return core;
}
