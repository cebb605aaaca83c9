import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../plugin/tensors.ts';

/** What a TensorFlow op wants to know beside its inputs. */
export type OpAttribute =
  | { readonly name: string; readonly dtype: 'float32' | 'int32' | 'bool' }
  | { readonly name: string; readonly bool: boolean }
  | { readonly name: string; readonly int: number }
  | { readonly name: string; readonly float: number }
  | { readonly name: string; readonly ints: readonly number[] }
  | { readonly name: string; readonly string: string };

interface BindingAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[];
}

/** The part of the native backend that runs one op of TensorFlow by its name. */
interface NativeBackend {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING', number>>;
  getDTypeInteger(dtype: string): number;
  executeSingleOutput(name: string, attributes: readonly BindingAttribute[], inputs: readonly TensorInfo[]): Tensor;
}

function isNativeBackend(backend: unknown): backend is NativeBackend {
  return typeof backend === 'object' && backend !== null && 'executeSingleOutput' in backend && 'binding' in backend;
}

/**
 * Runs one TensorFlow op that TensorFlow.js has no function for, on the native backend. The result belongs to the
 * caller's tidy. It is not on the gradient tape.
 *
 * @throws where another backend is in use, or TensorFlow refuses the op.
 */
export function nativeOp(tf: TensorFlow, op: string, inputs: readonly TensorInfo[], attributes: readonly OpAttribute[]): Tensor {
  const backend: unknown = tf.backend();
  if (!isNativeBackend(backend)) throw new Error(`The op ${op} needs the native TensorFlow backend, not ${tf.getBackend()}.`);
  const encoded = attributes.map((attribute) => {
    const { name } = attribute;
    if ('dtype' in attribute) return { name, type: backend.binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(attribute.dtype) };
    if ('int' in attribute) return { name, type: backend.binding.TF_ATTR_INT, value: attribute.int };
    if ('ints' in attribute) return { name, type: backend.binding.TF_ATTR_INT, value: attribute.ints };
    if ('float' in attribute) return { name, type: backend.binding.TF_ATTR_FLOAT, value: attribute.float };
    if ('string' in attribute) return { name, type: backend.binding.TF_ATTR_STRING, value: attribute.string };
    return { name, type: backend.binding.TF_ATTR_BOOL, value: attribute.bool };
  });
  return backend.executeSingleOutput(op, encoded, inputs);
}
