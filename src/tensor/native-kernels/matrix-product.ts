import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';
import { ownKernel, setGradient, setKernel, single } from './kernel.ts';

/**
 * Products with a plain matrix on the right as TensorFlow's MatMul; TensorFlow.js takes BatchMatMulV2 for all. Their rows
 * may have several axes: [n, …, k] × [k, m]. And gradients where the batches of both sides differ, which TensorFlow.js
 * gives in wrong shapes.
 */
export function useNativeMatrixProduct(tf: TensorFlow): void {
  const ownProduct = ownKernel(tf, tf.BatchMatMul);
  const { gradFunc: ownGradient } = tf.getGradient(tf.BatchMatMul);
  const reshape = (x: TensorInfo, shape: number[]) =>
    nativeOp(tf, 'Reshape', [x, tf.tensor1d(shape, 'int32')], [{ name: 'T', dtype: 'float32' }, { name: 'Tshape', dtype: 'int32' }]);

  setKernel(tf, tf.BatchMatMul, (inputs, attrs) => {
    const { a, b } = inputs;
    const [transposeA, transposeB] = [attrs?.['transposeA'] === true, attrs?.['transposeB'] === true];
    if (a === undefined || b === undefined || !isWithMatrix(a, b, transposeA)) return ownProduct(inputs, attrs);
    const product = (left: TensorInfo) => nativeOp(tf, 'MatMul', [left, b], [
      { name: 'T', dtype: 'float32' },
      { name: 'transpose_a', bool: transposeA },
      { name: 'transpose_b', bool: transposeB },
    ]);
    if (a.shape.length === 2) return product(a);
    return tf.tidy(() => reshape(product(reshape(a, [-1, a.shape.at(-1) ?? 1])), [...a.shape.slice(0, -1), b.shape[transposeB ? 0 : 1] ?? 0]));
  });

  setGradient(tf, tf.BatchMatMul, {
    inputsToSave: ['a', 'b'],
    gradFunc: (dys, saved, attrs) => {
      const [a, b] = saved;
      const { transposeA, transposeB } = attrs;
      const dy = single(dys);
      if (a === undefined || b === undefined) throw new Error('A product was saved without its sides.');
      if (b.rank === 2 && a.rank > 2 && transposeA !== true) {
        return {
          a: () => tf.matMul(dy, b, false, transposeB !== true),
          b: () => (transposeB === true ? tf.matMul(rows(tf, dy), rows(tf, a), true) : tf.matMul(rows(tf, a), rows(tf, dy), true)),
        };
      }
      const { a: byA, b: byB } = ownGradient(dy, saved, attrs);
      if (byA === undefined || byB === undefined) throw new Error('The gradient of a product has two sides.');
      return { a: () => summedTo(tf, byA(), a.shape), b: () => summedTo(tf, byB(), b.shape) };
    },
  });
}

function isWithMatrix(a: TensorInfo, b: TensorInfo, transposeA: boolean): boolean {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || b.shape.length !== 2) return false;
  return a.shape.length === 2 || (a.shape.length > 2 && !transposeA);
}

const rows = (tf: TensorFlow, x: Tensor) => tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);

/** A gradient that was broadcast, added up over the axes that its tensor does not have. */
function summedTo(tf: TensorFlow, gradient: Tensor, shape: readonly number[]): Tensor {
  const added = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((size, axis) => (axis < added || (shape[axis - added] === 1 && size !== 1) ? [axis] : []));
  return axes.length === 0 ? gradient : tf.reshape(tf.sum(gradient, axes), [...shape]);
}
