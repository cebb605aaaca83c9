import type { TensorFlow } from 'flywheel/plugin';

interface OpOutput {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The part of TensorFlow.js's addon that runs TensorFlow's ops, one by one and to their end. */
export interface NativeBinding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  executeOp(name: string, attributes: readonly object[], inputs: readonly number[], outputs: number): readonly OpOutput[];
}

function hasBinding(backend: unknown): backend is { binding: NativeBinding } {
  return typeof backend === 'object' && backend !== null && 'binding' in backend;
}

function backendWithBinding(tf: TensorFlow): { binding: NativeBinding } {
  const backend: unknown = tf.backend();
  if (!hasBinding(backend)) throw new Error('Only the native backend can be looked into.');
  return backend;
}

export function nativeBinding(tf: TensorFlow): NativeBinding {
  return backendWithBinding(tf).binding;
}

/** From now on `watch` stands between TensorFlow.js and every op; `run` runs it. */
export function watchOps(tf: TensorFlow, watch: (name: string, run: () => readonly OpOutput[]) => readonly OpOutput[]): void {
  const backend = backendWithBinding(tf);
  const { binding } = backend;
  backend.binding = Object.create(binding, {
    executeOp: { value: (...args: Parameters<NativeBinding['executeOp']>) => watch(args[0], () => binding.executeOp(...args)) },
  });
}
