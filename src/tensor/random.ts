import type { Backend } from '../plugin/define-plugin.ts';
import type { Random, Tensor, TensorFlow } from '../plugin/tensors.ts';
import { nativeOp } from './native-op.ts';

/** Random numbers that know how many draws came before; the position is part of every checkpoint. */
export interface PositionedRandom extends Random {
  /** Draws so far. `createRandom` with it goes on from here. */
  position(): number;
}

/**
 * Random numbers that depend on the seed and on the number of draws before, and on nothing else. Natively they come
 * from TensorFlow's counter-based generator (Philox; Salmon et al. 2011), so a draw costs one op and no JavaScript
 * loop; elsewhere from TensorFlow.js's seeded functions. The numbers of two backends differ, but for `integer`.
 *
 * @param seed any integer; its low 32 bits count.
 * @param position draws to leave out, as `position()` told it.
 */
export function createRandom(tf: TensorFlow, backend: Backend, seed: number, position = 0): PositionedRandom {
  let drawn = position;
  const draw = backend === 'TENSORFLOW' ? drawNatively : drawInJavaScript;
  return {
    normal: (shape) => draw(tf, 'normal', shape, seed, drawn++),
    uniform: (shape) => draw(tf, 'uniform', shape, seed, drawn++),
    integer: () => hash(seed, drawn++) >>> 1,
    position: () => drawn,
  };
}

type Distribution = 'normal' | 'uniform';
const OPS = { normal: 'StatelessRandomNormal', uniform: 'StatelessRandomUniform' } as const;

function drawNatively(tf: TensorFlow, distribution: Distribution, shape: readonly number[], seed: number, counter: number): Tensor {
  return tf.tidy(() =>
    nativeOp(tf, OPS[distribution], [tf.tensor1d([...shape], 'int32'), tf.tensor1d([seed | 0, counter | 0], 'int32')], [
      { name: 'dtype', dtype: 'float32' },
      { name: 'T', dtype: 'int32' },
      { name: 'Tseed', dtype: 'int32' },
    ]),
  );
}

function drawInJavaScript(tf: TensorFlow, distribution: Distribution, shape: readonly number[], seed: number, counter: number): Tensor {
  const drawSeed = hash(seed, counter);
  return distribution === 'normal'
    ? tf.randomNormal([...shape], 0, 1, 'float32', drawSeed)
    : tf.randomUniform([...shape], 0, 1, 'float32', drawSeed);
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
