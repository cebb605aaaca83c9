import type { DataType, NamedAttrMap } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';
import { ownKernel, setKernel } from './kernel.ts';

/**
 * Gathering without reading the indices back: TensorFlow.js fetches them to the host to check their range, in every
 * embedding of every step. TensorFlow checks the range itself on a CPU; on a GPU it gives zeros for an index outside.
 */
export function useNativeGather(tf: TensorFlow): void {
  const own = ownKernel(tf, tf.GatherV2);
  setKernel(tf, tf.GatherV2, (inputs, attrs) => {
    const { x, indices } = inputs;
    const [axis, batchDims] = [numberOf(attrs, 'axis'), numberOf(attrs, 'batchDims')];
    if (x === undefined || indices === undefined || !isNative(x.dtype) || !isNative(indices.dtype)) return own(inputs, attrs);
    const axisTensor = tf.scalar(axis, 'int32');
    const result = nativeOp(tf, 'GatherV2', [x, indices, axisTensor], [
      { name: 'batch_dims', int: batchDims },
      { name: 'Tparams', dtype: x.dtype },
      { name: 'Tindices', dtype: indices.dtype },
      { name: 'Taxis', dtype: 'int32' },
    ]);
    axisTensor.dispose();
    return result;
  });
}

function isNative(dtype: DataType): dtype is 'float32' | 'int32' | 'bool' {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

function numberOf(attrs: NamedAttrMap | undefined, name: string): number {
  return Number(attrs?.[name] ?? 0);
}
