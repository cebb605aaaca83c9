import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { ownKernel, setComposedKernel } from './kernel.ts';

/** Below as many multiplications transposing costs more than it saves. */
const WORTH_A_CALL = 20_000;

/**
 * Matrix products by XNNPACK's vector code. The backend's own kernel uses it for one product without a
 * transposed factor alone, which no gradient is; all others it computes in a scalar loop.
 */
export function useFastProducts(tf: TensorFlow): void {
  const own = ownKernel(tf, 'wasm', tf.BatchMatMul);
  const asTensor = (info: TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
  const multiply = (a: Tensor, b: Tensor, transposeA = false, transposeB = false) => asTensor(own({ a, b }, { transposeA, transposeB }));

  setComposedKernel(tf, 'wasm', tf.BatchMatMul, (input, attrs) => {
    const [a, b] = [input('a'), input('b')];
    const [transposeA, transposeB] = [attrs['transposeA'] === true, attrs['transposeB'] === true];
    const shared = batch(b) === 1 && b.rank <= a.rank;
    const rows = a.shape.at(transposeA ? -1 : -2) ?? 0;
    // A batch of products stays with the scalar loop: a call for each was not measured to be faster.
    const isSingle = batch(a) === 1 && batch(b) === 1;
    const isFast = isSingle ? rows * b.size >= WORTH_A_CALL : shared && !transposeA;
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || a.size === 0 || b.size === 0 || !isFast) return multiply(a, b, transposeA, transposeB);
    const [left, right] = [transposeA ? turned(tf, a) : a, transposeB ? turned(tf, b) : b];
    if (isSingle) return multiply(left, right);
    const [inner = 0, columns = 0] = right.shape.slice(-2);
    return tf.reshape(multiply(tf.reshape(left, [-1, inner]), tf.reshape(right, [inner, columns])), [...left.shape.slice(0, -1), columns]);
  });
}

function batch({ shape }: TensorInfo): number {
  return shape.slice(0, -2).reduce((product, size) => product * size, 1);
}

/** With the last two axes exchanged. */
function turned(tf: TensorFlow, x: Tensor): Tensor {
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  return tf.reshape(tf.transpose(tf.reshape(x, [batch(x), rows, columns]), [0, 2, 1]), [...x.shape.slice(0, -2), columns, rows]);
}
