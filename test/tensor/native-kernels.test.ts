import { expect, it } from 'vitest';
import { testKernels, tf } from './native-kernels-support.ts';

testKernels({
  'bias of a dense layer': { shapes: [[4, 3], [3]], f: (...[x, b]) => tf.add(x ?? 0, b ?? 0) },
  'bias of a convolution': { shapes: [[2, 5, 4, 3], [3]], f: (...[x, b]) => tf.add(x ?? 0, b ?? 0) },
  'bias as a row': { shapes: [[2, 5, 4, 3], [1, 1, 1, 3]], f: (...[x, b]) => tf.add(x ?? 0, b ?? 0) },
  'sum of equal shapes': { shapes: [[4, 3], [4, 3]], f: (...[x, y]) => tf.add(x ?? 0, y ?? 0) },
  'sum with a column': { shapes: [[4, 3], [4, 1]], f: (...[x, y]) => tf.add(x ?? 0, y ?? 0) },
  'sum of two rows': { shapes: [[1, 3], [1, 3]], f: (...[x, y]) => tf.add(x ?? 0, y ?? 0) },
  'sum with a scalar': { shapes: [[4, 3], []], f: (...[x, y]) => tf.add(x ?? 0, y ?? 0) },
  'sum of vectors': { shapes: [[3], [3]], f: (...[x, y]) => tf.add(x ?? 0, y ?? 0) },
  'bias first': { shapes: [[3], [4, 3]], f: (...[b, x]) => tf.add(b ?? 0, x ?? 0) },
});

it('integers are added as before', () => {
  expect([...tf.add(tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')).dataSync()]).toEqual([4, 6]);
});
