import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../../plugin/tensors.ts';
import { ownKernel, setComposedKernel } from './kernel.ts';

/** Below as many multiplications in each matrix product of a batch, the scalar loop is as fast as a call for each. */
const WORTH_A_CALL = 20_000;

/**
 * Matrix products by XNNPACK's vector code, some ten times faster. The backend's own kernel uses it for one product without a
 * transposed factor alone, which no gradient is; all others it computes in a scalar loop.
 */
export function useFastProducts(tf: TensorFlow, backend: BackendWasm): void {
  const own = ownKernel(tf, 'wasm', tf.BatchMatMul);
  const asTensor = (info: TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
  const multiply = (a: Tensor, b: Tensor, transposeA = false, transposeB = false) => asTensor(own({ a, b }, { transposeA, transposeB }));

  setComposedKernel(tf, 'wasm', tf.BatchMatMul, (input, attrs) => {
    const [a, b] = [input('a'), input('b')];
    const [transposeA, transposeB] = [attrs['transposeA'] === true, attrs['transposeB'] === true];
    const shared = batch(b) === 1 && b.rank <= a.rank;
    const rows = a.shape.at(transposeA ? -1 : -2) ?? 0;
    const isSmall = (rows * b.size) / batch(b) < WORTH_A_CALL && !(shared && !transposeA);
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || a.size === 0 || b.size === 0 || isSmall) return multiply(a, b, transposeA, transposeB);
    const [left, right] = [transposeA ? turned(tf, a) : a, transposeB ? turned(tf, b) : b];
    if (batch(a) === 1 && batch(b) === 1) return multiply(left, right);
    const [inner = 0, columns = 0] = right.shape.slice(-2);
    if (shared) return tf.reshape(multiply(tf.reshape(left, [-1, inner]), tf.reshape(right, [inner, columns])), [...left.shape.slice(0, -1), columns]);
    if (String(a.shape.slice(0, -2)) !== String(b.shape.slice(0, -2))) return multiply(left, right);
    return asTensor(eachProduct(left, right));
  });

  /** One call for each product of the batch. XNNPACK keeps what it packs of the right factor for its tensor, so each has a tensor of its own. */
  function eachProduct(a: Tensor, b: Tensor): TensorInfo {
    const [rows = 0, inner = 0] = a.shape.slice(-2);
    const columns = b.shape.at(-1) ?? 0;
    const out = backend.makeOutput([...a.shape.slice(0, -1), columns], 'float32');
    for (let k = 0; k < batch(a); k++) {
      const [left, right] = [copyOf(a, k, [rows, inner]), copyOf(b, k, [inner, columns])];
      const product = own({ a: left, b: right }, { transposeA: false, transposeB: false });
      // Views are made at their use: an allocation may move the memory.
      backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(product), k * rows * columns);
      for (const { dataId } of [left, right, product]) backend.disposeData(dataId);
    }
    return out;
  }

  function copyOf(tensor: TensorInfo, k: number, shape: [number, number]): TensorInfo {
    const size = shape[0] * shape[1];
    const copy = backend.makeOutput(shape, 'float32');
    backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(tensor).subarray(k * size, (k + 1) * size));
    return copy;
  }
}

function batch({ shape }: TensorInfo): number {
  return shape.slice(0, -2).reduce((product, size) => product * size, 1);
}

/** With the last two axes exchanged. */
function turned(tf: TensorFlow, x: Tensor): Tensor {
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  return tf.reshape(tf.transpose(tf.reshape(x, [batch(x), rows, columns]), [0, 2, 1]), [...x.shape.slice(0, -2), columns, rows]);
}
