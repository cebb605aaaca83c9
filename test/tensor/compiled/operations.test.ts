import { describe, expect, test } from 'vitest';
import type { StepValue, Tensor } from 'flywheel/plugin';
import { batches, compiles, only, tf } from './support.ts';

type Operation = (x: Tensor) => StepValue;
const int = (x: Tensor) => tf.cast(tf.mul(x, 10), 'int32');
const image = (x: Tensor) => tf.tile(tf.reshape(x, [1, 4, 3, 1]), [1, 2, 3, 2]) as ReturnType<typeof tf.zeros<typeof tf.Rank.R4>>;
const matrix = (x: Tensor) => tf.reshape(x, [4, 3]) as ReturnType<typeof tf.zeros<typeof tf.Rank.R2>>;
const kernel = (shape: [number, number, number, number]) => tf.mul(tf.ones(shape), 0.1) as ReturnType<typeof tf.zeros<typeof tf.Rank.R4>>;

/** Each on a batch [4, 3] in 0 … 1. */
const operations: Record<string, Operation> = {
  topk: (x) => { const { values, indices } = tf.topk(x, 2); return [values, indices]; },
  split: (x) => tf.split(x, [1, 2], 1),
  'stack and unstack': (x) => [tf.stack([x, tf.neg(x)], 1), ...tf.unstack(x, 1)],
  concat: (x) => [tf.concat([x, x], 0), tf.concat([x, tf.ones([4, 1])], 1)],
  slice: (x) => [tf.slice(x, [1, 1], [2, 2]), tf.stridedSlice(x, [0, 0], [4, 3], [2, 2])],
  einsum: (x) => [tf.einsum('ij,kj->ik', x, x), tf.einsum('ij->j', x)],
  norm: (x) => [tf.norm(x), tf.norm(x, 1), tf.norm(x, 'euclidean', 1)],
  'reverse and pad': (x) => [tf.reverse(x, 1), tf.pad(x, [[1, 0], [2, 1]], 0.5), tf.mirrorPad(x, [[1, 1], [0, 0]], 'reflect')],
  tile: (x) => tf.tile(x, [2, 3]),
  'cumsum and cumprod': (x) => [tf.cumsum(x, 0, true), tf.cumprod(x, 1, false, true)],
  where: (x) => tf.where(tf.greater(x, 0.5), x, tf.zerosLike(x)),
  'argMax and argMin': (x) => [tf.argMax(x, 1), tf.argMin(x, 0)],
  oneHot: (x) => [tf.oneHot(int(x), 10), tf.oneHot(tf.argMax(x, 1), 3, 2, -1)],
  logical: (x) => [tf.logicalAnd(tf.greater(x, 0.2), tf.less(x, 0.8)), tf.logicalOr(tf.greater(x, 0.8), tf.lessEqual(x, 0.2)), tf.logicalNot(tf.greaterEqual(x, 0.5)), tf.logicalXor(tf.greater(x, 0.2), tf.less(x, 0.8)), tf.any(tf.greater(x, 0.9)), tf.all(tf.notEqual(x, 0), 1)],
  'int32 arithmetic': (x) => [tf.add(int(x), 3), tf.floorDiv(int(x), tf.scalar(3, 'int32')), tf.mod(int(x), tf.scalar(4, 'int32')), tf.mul(int(x), int(x)), tf.sum(int(x), 1), tf.max(int(x)), tf.prod(int(x), 1)],
  cast: (x) => [tf.cast(x, 'bool'), tf.cast(tf.greater(x, 0.5), 'int32'), tf.cast(int(x), 'float32'), tf.cast(tf.greater(x, 0.5), 'float32')],
  gather: (x) => [tf.gather(x, tf.argMax(x, 1), 0), tf.gather(x, [2, 0], 1), tf.gatherND(x, tf.tensor2d([[1, 2], [0, 0]], [2, 2], 'int32'))],
  'batched gather': (x) => tf.gather(x, tf.reshape(tf.argMax(x, 1), [4, 1]), 1, 1),
  scatter: (x) => [tf.scatterND(tf.tensor2d([[1], [3], [0], [1]], [4, 1], 'int32'), x, [5, 3]), tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 0, 1], 'int32'), 2), tf.tensorScatterUpdate(x, tf.tensor2d([[1]], [1, 1], 'int32'), tf.ones([1, 3]))],
  statistics: (x) => { const { mean, variance } = tf.moments(x, [0]); return [mean, variance, tf.logSumExp(x, 1), tf.min(x, 0)]; },
  softmax: (x) => [tf.softmax(x), tf.logSoftmax(x), tf.losses.softmaxCrossEntropy(tf.oneHot(tf.argMax(x, 1), 3), x), tf.losses.sigmoidCrossEntropy(tf.round(x), x)],
  activations: (x) => [tf.relu(tf.sub(x, 0.5)), tf.relu6(tf.mul(x, 9)), tf.elu(tf.sub(x, 0.5)), tf.selu(tf.sub(x, 0.5)), tf.leakyRelu(tf.sub(x, 0.5), 0.3), tf.prelu(tf.sub(x, 0.5), tf.fill([3], 0.2)), tf.softplus(x), tf.sigmoid(x), tf.tanh(x), tf.step(tf.sub(x, 0.5))],
  'functions of numbers': (x) => [tf.exp(x), tf.expm1(x), tf.log(x), tf.log1p(x), tf.sqrt(x), tf.rsqrt(x), tf.reciprocal(x), tf.erf(x), tf.sin(x), tf.cos(x), tf.tan(x), tf.asin(x), tf.acos(x), tf.atan(x), tf.atan2(x, tf.sub(1, x)), tf.sinh(x), tf.cosh(x), tf.asinh(x), tf.acosh(tf.add(x, 1)), tf.atanh(x), tf.sign(x), tf.floor(x), tf.ceil(x), tf.round(x), tf.abs(tf.sub(x, 0.5)), tf.pow(x, 3), tf.pow(x, x), tf.clipByValue(x, 0.2, 0.7), tf.squaredDifference(x, 1), tf.maximum(x, 0.3), tf.minimum(x, tf.reverse(x, 0)), tf.isNaN(x), tf.isInf(x), tf.isFinite(x)],
  'no numbers': (x) => [tf.log(tf.sub(x, 1)), tf.div(x, tf.zerosLike(x)), tf.mul(x, NaN), tf.mul(x, -0)],
  products: (x) => [tf.matMul(x, x, false, true), tf.matMul(tf.stack([x, x]), tf.stack([x, x]), true), tf.dot(x, tf.ones([3])), tf.outerProduct(tf.ones([2]), tf.ones([3]))],
  convolution: (x) => [tf.conv2d(image(x), kernel([3, 3, 2, 4]), 1, 'same'), tf.conv2d(image(x), kernel([2, 2, 2, 3]), 2, 'valid'), tf.conv2dTranspose(image(x), kernel([3, 3, 5, 2]), [1, 16, 18, 5], 2, 'same'), tf.depthwiseConv2d(image(x), kernel([3, 3, 2, 2]), 1, 'same'), tf.separableConv2d(image(x), kernel([3, 3, 2, 1]), kernel([1, 1, 2, 4]), 1, 'same')],
  pooling: (x) => [tf.maxPool(image(x), 2, 2, 'same'), tf.avgPool(image(x), 2, 1, 'valid')],
  images: (x) => [tf.image.resizeBilinear(image(x), [5, 5]), tf.image.resizeNearestNeighbor(image(x), [16, 18]), tf.image.flipLeftRight(image(x)), tf.image.cropAndResize(image(x), tf.tensor2d([[0, 0, 0.5, 0.5]]), tf.tensor1d([0], 'int32'), [3, 3])],
  'batch norm and local response': (x) => [tf.batchNorm(x, tf.mean(x, 0), tf.ones([3]), tf.zeros([3]), tf.ones([3])), tf.localResponseNormalization(image(x))],
  shapes: (x) => [tf.transpose(x), tf.expandDims(x, 1), tf.squeeze(tf.expandDims(x, 0)), tf.broadcastTo(tf.slice(x, 0, 1), [5, 3]), tf.spaceToBatchND(image(x), [2, 3], [[0, 0], [0, 0]]), tf.depthToSpace(tf.tile(image(x), [1, 1, 1, 2]), 2)],
  'ranges made in JavaScript': (x) => [tf.add(x, tf.range(0, 3)), tf.linspace(0, 1, 5), tf.eye(3), tf.fill([2], 3, 'int32'), tf.linalg.bandPart(matrix(x), 1, 0)],
  'complex numbers': (x) => { const c = tf.complex(x, tf.neg(x)); return [tf.real(tf.fft(c)), tf.imag(tf.ifft(c)), tf.abs(c)]; },
  spectrum: (x) => tf.abs(tf.rfft(x)),
  'counts of values': (x) => tf.bincount(tf.reshape(int(x), [-1]) as ReturnType<typeof tf.zeros<typeof tf.Rank.R1>>, [], 10),
  'numbers in base sum': (x) => tf.addN([x, x, tf.ones([4, 3])]),
};

describe('every kind of operation', () => {
  test.each(Object.entries(operations))('%s', (_, operation) => {
    const { graphs } = compiles(() => ({ step: (...args) => operation(only(args)) }), batches(5));
    expect(graphs).toBe(1);
  });
});

/** Scalar functions of x whose gradients go through kernels of their own. */
const gradients: Record<string, (x: Tensor) => Tensor> = {
  activations: (x) => tf.sum(tf.addN([tf.relu(tf.sub(x, 0.5)), tf.elu(tf.sub(x, 0.5)), tf.leakyRelu(tf.sub(x, 0.5)), tf.tanh(x), tf.sigmoid(x), tf.softplus(x), tf.abs(tf.sub(x, 0.3))])),
  softmax: (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.argMax(x, 1), 3), x),
  gather: (x) => tf.sum(tf.square(tf.gather(x, tf.tensor1d([1, 1, 3], 'int32')))),
  pooling: (x) => tf.sum(tf.add(tf.mean(tf.maxPool(image(x), 2, 2, 'same')), tf.mean(tf.avgPool(image(x), 2, 2, 'same')))),
  convolution: (x) => tf.sum(tf.square(tf.conv2d(image(x), kernel([3, 3, 2, 4]), 2, 'same'))),
  'slices and joins': (x) => tf.sum(tf.square(tf.concat([tf.slice(x, [0, 0], [2, 2]), tf.tile(tf.slice(x, [2, 1], [1, 2]), [2, 1])], 0))),
  'where and max': (x) => tf.sum(tf.add(tf.where(tf.greater(x, 0.5), x, tf.square(x)), tf.maximum(x, 0.4))),
};

describe('gradients', () => {
  test.each(Object.entries(gradients))('of %s', (_, loss) => {
    compiles(() => ({ step: (...args) => tf.grad(loss)(only(args)) }), batches(5));
  });

  test('of gradients', () => {
    compiles(() => ({ step: (...args) => tf.grad((x) => tf.sum(tf.square(tf.grad((y) => tf.sum(tf.mul(tf.tanh(y), y)))(x))))(only(args)) }), batches(5));
  });

  test('of a function with a gradient of its own', () => {
    const straight = tf.customGrad((x) => ({ value: tf.round(x as Tensor), gradFunc: (dy: Tensor) => tf.mul(dy, 3) }));
    compiles(() => ({ step: (...args) => tf.grad((x) => tf.sum(tf.square(straight(x))))(only(args)) }), batches(5));
  });
});
