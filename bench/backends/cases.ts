import type { Rank, Tensor4D } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from 'flywheel/plugin';

/** One operation with inputs of these shapes, all float32, all of them to be trained. */
export interface Case {
  readonly family: string;
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly f: (tf: TensorFlow, ...inputs: Tensor[]) => Tensor;
}

export type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];
type Strides = number | [number, number];

const one = (family: string, name: string, f: (tf: TensorFlow, x: Tensor) => Tensor, shape: readonly number[] = [6, 5]): Case =>
  ({ family, name, shapes: [shape], f: (tf, x) => f(tf, need(x)) });
const two = (family: string, name: string, shapes: readonly [readonly number[], readonly number[]], f: (tf: TensorFlow, x: Tensor, y: Tensor) => Tensor): Case =>
  ({ family, name, shapes, f: (tf, x, y) => f(tf, need(x), need(y)) });

export const convolution = (image: readonly number[], filter: readonly number[], strides: Strides, pad: Pad): Case =>
  two('convolution', `${filter.join('×')} on ${image.join('×')}, strides ${strides}, ${describe(pad)}`, [image, filter], (tf, x, w) =>
    tf.conv2d(images(tf, x), images(tf, w), strides, pad, 'NHWC', 1, typeof pad === 'number' ? 'floor' : undefined));
const transposed = (image: readonly number[], filter: readonly number[], output: [number, number, number, number], strides: Strides, pad: 'same' | 'valid'): Case =>
  two('transposed convolution', `${filter.join('×')} on ${image.join('×')}, strides ${strides}, ${pad}`, [image, filter], (tf, x, w) =>
    tf.conv2dTranspose(images(tf, x), images(tf, w), output, strides, pad));
const depthwise = (image: readonly number[], filter: readonly number[], strides: Strides, pad: 'same' | 'valid'): Case =>
  two('depthwise convolution', `${filter.join('×')} on ${image.join('×')}, strides ${strides}, ${pad}`, [image, filter], (tf, x, w) =>
    tf.depthwiseConv2d(images(tf, x), images(tf, w), strides, pad));
const product = (a: readonly number[], b: readonly number[], transposeA = false, transposeB = false): Case =>
  two('matrix product', `${a.join('×')}${transposeA ? 'ᵀ' : ''} by ${b.join('×')}${transposeB ? 'ᵀ' : ''}`, [a, b], (tf, x, y) => tf.matMul(x, y, transposeA, transposeB));

const IMAGES = [3, 8, 6, 2];

/** What common networks are made of. */
export const cases: readonly Case[] = [
  product([7, 5], [5, 4]),
  product([5, 7], [4, 5], true, true),
  product([4, 40, 30], [4, 30, 20]),
  product([2, 3, 30, 40], [2, 3, 25, 30], true, true),
  product([2, 3, 4], [2, 4, 5]),
  convolution(IMAGES, [3, 3, 2, 4], 1, 'same'),
  convolution(IMAGES, [3, 3, 2, 4], 2, 'same'),
  convolution([1, 7, 9, 3], [4, 2, 3, 5], [2, 1], 'same'),
  convolution([2, 9, 7, 1], [5, 5, 1, 3], 3, 'valid'),
  convolution([2, 8, 8, 3], [1, 1, 3, 2], 2, 'valid'),
  transposed([2, 4, 3, 4], [3, 3, 2, 4], [2, 8, 6, 2], 2, 'same'),
  transposed([2, 4, 3, 4], [5, 5, 2, 4], [2, 8, 6, 2], 2, 'same'),
  transposed([2, 4, 3, 4], [3, 3, 1, 4], [2, 4, 3, 1], 1, 'same'),
  transposed([2, 4, 3, 4], [4, 4, 2, 4], [2, 10, 8, 2], 2, 'valid'),
  depthwise(IMAGES, [3, 3, 2, 1], 1, 'same'),
  depthwise(IMAGES, [3, 3, 2, 1], 2, 'same'),
  depthwise([2, 7, 9, 3], [3, 3, 3, 2], 2, 'valid'),
  one('pooling', 'largest of 2 × 2', (tf, x) => tf.maxPool(images(tf, x), 2, 2, 'same'), [2, 7, 8, 3]),
  one('pooling', 'mean of 3 × 3', (tf, x) => tf.avgPool(images(tf, x), 3, 2, 'same'), [2, 7, 8, 3]),
  one('pooling', 'mean of all pixels', (tf, x) => tf.mean(x, [1, 2]), [2, 7, 8, 3]),
  one('resizing', 'nearest pixel', (tf, x) => tf.image.resizeNearestNeighbor(images(tf, x), [8, 6]), [2, 4, 3, 2]),
  one('resizing', 'bilinear', (tf, x) => tf.image.resizeBilinear(images(tf, x), [8, 6]), [2, 4, 3, 2]),
  { family: 'normalisation', name: 'of a batch', shapes: [[2, 4, 4, 3], [3], [3]], f: (tf, x, offset, scale) => {
    const { mean, variance } = tf.moments(need(x), [0, 1, 2]);
    return tf.batchNorm(need(x), reshape1(tf, mean), reshape1(tf, variance), reshape1(tf, need(offset)), reshape1(tf, need(scale)));
  } },
  { family: 'normalisation', name: 'of a layer', shapes: [[4, 6], [6], [6]], f: (tf, x, offset, scale) => {
    const { mean, variance } = tf.moments(need(x), -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(need(x), mean), tf.rsqrt(tf.add(variance, 1e-5))), need(scale)), need(offset));
  } },
  two('embedding', 'rows, some of them twice', [[7, 4], [1]], (tf, table, scale) => tf.mul(tf.gather(table, tf.tensor2d([[3, 0, 3], [6, 3, 1]], [2, 3], 'int32')), scale)),
  two('embedding', 'columns', [[3, 5, 2], [1]], (tf, table, scale) => tf.mul(tf.gather(table, tf.tensor1d([4, 1, 4], 'int32'), 1), scale)),
  one('attention', 'causal softmax of products', (tf, x) => {
    const mask = tf.sub(1, tf.linalg.bandPart(tf.ones([5, 5]), -1, 0));
    return tf.matMul(tf.softmax(tf.sub(tf.matMul(x, x, false, true), tf.mul(mask, 1e9))), x);
  }, [2, 5, 4]),
  one('activation', 'relu', (tf, x) => tf.relu(x)),
  one('activation', 'leaky relu', (tf, x) => tf.leakyRelu(x, 0.2)),
  one('activation', 'elu', (tf, x) => tf.elu(x)),
  one('activation', 'selu', (tf, x) => tf.selu(x)),
  one('activation', 'gelu', (tf, x) => tf.mul(x, tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1))),
  one('activation', 'swish', (tf, x) => tf.mul(x, tf.sigmoid(x))),
  one('activation', 'tanh', (tf, x) => tf.tanh(x)),
  one('activation', 'softplus', (tf, x) => tf.softplus(x)),
  one('activation', 'softmax', (tf, x) => tf.softmax(x)),
  one('activation', 'log softmax', (tf, x) => tf.logSoftmax(x)),
  one('elementwise', 'exp, log, sqrt, square', (tf, x) => tf.sqrt(tf.log(tf.add(tf.exp(x), tf.add(tf.square(x), 1))))),
  one('elementwise', 'clip, abs, minimum', (tf, x) => tf.minimum(tf.abs(tf.clipByValue(x, -0.8, 0.9)), 0.7)),
  two('elementwise', 'where, division, power', [[6, 5], [6, 5]], (tf, x, y) => tf.where(tf.tensor(Array.from({ length: 30 }, (_, k) => k % 3 === 0), [6, 5], 'bool'), tf.div(x, tf.add(tf.square(y), 1)), tf.pow(tf.add(tf.abs(y), 0.5), 1.5))),
  two('elementwise', 'broadcasts', [[6, 5], [5]], (tf, x, y) => tf.mul(tf.add(x, y), y)),
  one('reduction', 'sum, mean, max', (tf, x) => tf.add(tf.add(tf.sum(x, 0), tf.mean(x, 0)), tf.max(x, 0))),
  one('reduction', 'norm, log of a sum of exps', (tf, x) => tf.add(tf.norm(x), tf.logSumExp(x))),
  one('reduction', 'running sum', (tf, x) => tf.cumsum(x, 1)),
  one('shape', 'pad, slice, transpose, tile', (tf, x) => tf.tile(tf.transpose(tf.slice(tf.pad(x, [[1, 1], [0, 2]]), [1, 1], [5, 5])), [2, 1])),
  one('shape', 'split, concat, stack, reverse', (tf, x) => tf.reverse(tf.concat([tf.stack(tf.split(x, 2, 0)), tf.ones([2, 3, 5])], 1), 1)),
];

export function casesOf(family: string): readonly Case[] {
  return cases.filter((each) => each.family === family);
}

export const families: readonly string[] = [...new Set(cases.map(({ family }) => family))];

function need(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error('A case has fewer shapes than its function takes.');
  return tensor;
}

function images(tf: TensorFlow, x: Tensor): Tensor4D {
  const [a = 0, b = 0, c = 0, d = 0] = x.shape;
  return tf.reshape(x, [a, b, c, d]);
}

function reshape1(tf: TensorFlow, x: Tensor) {
  return tf.reshape<Rank.R1>(x, [x.size]);
}

function describe(pad: Pad): string {
  return Array.isArray(pad) ? 'its own padding' : typeof pad === 'number' ? `padding ${pad}` : pad;
}
