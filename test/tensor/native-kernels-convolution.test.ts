import type { Tensor4D } from '@tensorflow/tfjs';
import { testKernels, tf, type Case, type Tensor } from './native-kernels-support.ts';

/** Images, or a filter. */
function four(x: Tensor | undefined): Tensor4D {
  if (!isFourSided(x)) throw new Error('Images and filters have four axes.');
  return x;
}

function isFourSided(x: Tensor | undefined): x is Tensor4D {
  return x?.rank === 4;
}

const NO_SECOND_ORDER = { stock: 'NO_SECOND_ORDER', step: 0.02 } as const;

const convolution = (x: number[], filter: number[], stride: number, pad: 'same' | 'valid'): Case => ({
  shapes: [x, filter],
  f: (...[a, b]) => tf.conv2d(four(a), four(b), stride, pad),
  ...NO_SECOND_ORDER,
});

const transposed = (x: number[], filter: number[], to: [number, number, number, number], stride: number, pad: 'same' | 'valid'): Case => ({
  shapes: [x, filter],
  f: (...[a, b]) => tf.conv2dTranspose(four(a), four(b), to, stride, pad),
  ...NO_SECOND_ORDER,
});

const pool = (f: (x: Tensor4D) => Tensor): Case => ({ shapes: [[2, 6, 5, 2]], f: (x) => f(four(x)), stock: 'NO_SECOND_ORDER' });

/** A critic's loss with a penalty on the norm of its gradient (Gulrajani et al. 2017); the tests differentiate it twice again. */
const penalty = (critic: (x: Tensor, ...weights: Tensor[]) => Tensor): Case['f'] => (...inputs) => {
  const [x, ...weights] = inputs;
  const gradient = tf.grad((y) => critic(y, ...weights))(x ?? tf.scalar(0));
  const norm = tf.sqrt(tf.sum(tf.square(gradient), gradient.shape.map((_, axis) => axis).slice(1)));
  return tf.add(tf.reshape(critic(x ?? tf.scalar(0), ...weights), norm.shape), tf.square(tf.sub(norm, 1)));
};

/** Normalized over all but the batch. */
function normalized(x: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, [1, 2, 3], true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
}

const judged = (x: Tensor, weights: Tensor | undefined) => tf.matMul(tf.reshape(x, [x.shape[0] ?? 1, -1]), weights ?? 0);

testKernels({
  'convolution': convolution([2, 5, 5, 2], [3, 3, 2, 3], 1, 'same'),
  'convolution with stride': convolution([2, 6, 5, 2], [3, 3, 2, 3], 2, 'same'),
  'convolution without edges': convolution([2, 5, 5, 2], [3, 2, 2, 3], 1, 'valid'),
  'transposed convolution': transposed([2, 5, 5, 3], [3, 3, 2, 3], [2, 5, 5, 2], 1, 'same'),
  'transposed convolution with stride': transposed([2, 3, 3, 3], [4, 4, 2, 3], [2, 6, 6, 2], 2, 'same'),
  'transposed convolution beyond edges': transposed([2, 3, 3, 3], [3, 3, 2, 3], [2, 5, 5, 2], 1, 'valid'),
  'convolution of each channel': { shapes: [[2, 5, 5, 2], [3, 3, 2, 2]], f: (...[x, w]) => tf.depthwiseConv2d(four(x), four(w), 1, 'same'), ...NO_SECOND_ORDER },
  'largest of windows': pool((x) => tf.maxPool(x, 2, 2, 'same')),
  'largest of windows that overlap': pool((x) => tf.maxPool(x, [3, 2], 1, 'valid')),
  'mean of windows': pool((x) => tf.avgPool(x, 2, 2, 'same')),
  'mean of windows that overlap': pool((x) => tf.avgPool(x, [3, 2], [2, 1], 0)),
});

testKernels({
  'batch norm': {
    shapes: [[2, 3, 3, 2], [2], [2], [2], [2]],
    f: (...[x, m, v, b, s]) => tf.batchNorm(four(x), m?.as1D() ?? [], tf.add(tf.square(v?.as1D() ?? []), 1).as1D(), b?.as1D(), s?.as1D(), 1e-2),
  },
});

const PENALTY = { stock: 'NO_GRADIENT', step: 0.003 } as const;
const CRITIC = [[2, 4, 4, 1], [3, 3, 1, 2], [2], [8, 1]] as const;

testKernels({
  'gradient penalty: leaky relu': {
    shapes: CRITIC,
    f: penalty((x, w, b, v) => judged(tf.leakyRelu(tf.add(tf.square(tf.conv2d(four(x), four(w), 2, 'same')), b ?? 0), 0.2), v)),
    ...PENALTY,
  },
  'gradient penalty: tanh and norms': {
    shapes: CRITIC,
    f: penalty((x, w, b, v) => judged(tf.tanh(normalized(tf.add(tf.conv2d(four(x), four(w), 2, 'same'), b ?? 0))), v)),
    ...PENALTY,
  },
  'gradient penalty: batch norm': {
    shapes: CRITIC,
    f: penalty((x, w, b, v) => {
      const y = tf.conv2d(four(x), four(w), 2, 'same');
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      return judged(tf.sigmoid(tf.batchNorm(y, mean.as1D(), variance.as1D(), b?.as1D(), tf.ones([2]).as1D(), 1e-2)), v);
    }),
    ...PENALTY,
  },
  'gradient penalty: transposed convolution': {
    shapes: [[2, 2, 2, 2], [3, 3, 1, 2], [16, 1]],
    f: penalty((x, w, v) => judged(tf.elu(tf.conv2dTranspose(four(x), four(w), [2, 4, 4, 1], 2, 'same')), v)),
    ...PENALTY,
  },
});
