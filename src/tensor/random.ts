import type { Backend } from '../plugin/define-plugin.ts';
import type { Random, Tensor, TensorFlow } from '../plugin/tensors.ts';
import { hostTensor } from './compiled/feed.ts';
import { nativeOp } from './native-op.ts';

/** Random numbers that know how many draws came before; the position is part of every checkpoint. */
export interface PositionedRandom extends Random {
  /** Draws so far. `createRandom` with it goes on from here. */
  position(): number;
  /** Goes on as if there had been this many draws. Compiled steps that draw go on from there, too. */
  moveTo(position: number): void;
}

type Distribution = 'normal' | 'uniform' | 'truncatedNormal';
type Draw = (distribution: Distribution, shape: readonly number[]) => Tensor;

const OPS = { normal: 'StatelessRandomNormal', uniform: 'StatelessRandomUniform', truncatedNormal: 'StatelessTruncatedNormal' } as const;

/**
 * Random numbers that depend on the seed and on the number of draws before, and on nothing else. Natively they come
 * from TensorFlow's counter-based generator (Philox; Salmon et al. 2011), so a draw costs one op and no JavaScript
 * loop, and a compiled step draws anew in every call; elsewhere from TensorFlow.js's seeded functions. The numbers of
 * two backends differ, but for `integer`.
 *
 * @param seed any integer; its low 32 bits count.
 * @param position draws to leave out, as `position()` told it.
 */
export function createRandom(tf: TensorFlow, backend: Backend, seed: number, position = 0): PositionedRandom {
  let drawn = position;
  const next = () => drawn++;
  const draw: Draw = backend === 'TENSORFLOW'
    ? (distribution, shape) => drawNatively(tf, distribution, shape, () => [seed | 0, next() | 0])
    : (distribution, shape) => drawInJavaScript(tf, distribution, shape, hash(seed, next()));
  return {
    normal: (shape) => draw('normal', shape),
    uniform: (shape) => draw('uniform', shape),
    truncatedNormal: (shape) => draw('truncatedNormal', shape),
    dropout: (x, rate) => (rate === 0 ? x.clone() : dropOut(tf, x, rate, () => draw('uniform', x.shape))),
    categorical: (logits) => tf.tidy(() => tf.argMax(tf.sub(logits, tf.log(tf.neg(tf.log(draw('uniform', logits.shape))))), -1)),
    integer: () => hash(seed, next()) >>> 1,
    position: () => drawn,
    moveTo(to) {
      drawn = to;
    },
  };
}

/** @param uniform gives numbers in [0, 1) of x's shape, or of one that is broadcast to it. */
export function dropOut(tf: TensorFlow, x: Tensor, rate: number, uniform: () => Tensor): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new Error(`The rate of dropout has to be at least 0 and below 1; it is ${rate}.`);
  // The mask is scaled, not x, so that x's gradient is one multiplication.
  return tf.tidy(() => tf.mul(x, tf.div(tf.cast(tf.greaterEqual(uniform(), rate), 'float32'), 1 - rate)));
}

/** @param key is asked for the seed and the counter, once for each call of a compiled step. */
function drawNatively(tf: TensorFlow, distribution: Distribution, shape: readonly number[], key: () => readonly [number, number]): Tensor {
  return tf.tidy(() =>
    nativeOp(tf, OPS[distribution], [tf.tensor1d([...shape], 'int32'), hostTensor(tf, { shape: [2], dtype: 'int32', compute: key })], [
      { name: 'dtype', dtype: 'float32' },
      { name: 'T', dtype: 'int32' },
      { name: 'Tseed', dtype: 'int32' },
    ]),
  );
}

function drawInJavaScript(tf: TensorFlow, distribution: Distribution, shape: readonly number[], seed: number): Tensor {
  switch (distribution) {
    case 'normal':
      return tf.randomNormal([...shape], 0, 1, 'float32', seed);
    case 'truncatedNormal':
      return tf.truncatedNormal([...shape], 0, 1, 'float32', seed);
    case 'uniform':
      return tf.randomUniform([...shape], 0, 1, 'float32', seed);
  }
}

/** 32 well-mixed bits of two integers (the finalizer of MurmurHash3, once for each). */
function hash(seed: number, counter: number): number {
  return mix(mix(seed | 0) ^ (counter | 0));
}

function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
