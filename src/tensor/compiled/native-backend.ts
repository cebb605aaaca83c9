import type { Buffer } from 'node:buffer';
import type { DataId, TensorInfo } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';

/** An attribute of an operation, as the package's kernels give it. */
export interface OpAttr {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean | readonly number[] | readonly boolean[] | readonly string[];
}

/** A tensor of the library: its handle's number, shape, and type as TensorFlow's enum has it. */
export interface Handle {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

type Constants = Readonly<Record<
  | 'TF_FLOAT' | 'TF_INT32' | 'TF_INT64' | 'TF_BOOL'
  | 'TF_ATTR_STRING' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_TYPE' | 'TF_ATTR_SHAPE', number>>;

export type HostValues = ArrayBufferView | readonly unknown[];

/** What the addon exports: the package's functions, and those of flywheel_binding.cc. */
export interface NativeBinding extends Constants {
  createTensor(shape: readonly number[], dtype: number, values: HostValues): number;
  deleteTensor(id: number): void;
  executeOp(op: string, attrs: readonly OpAttr[], inputs: readonly number[], outputs: number): Handle[];
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  getNumOfTensors(): number;
  listOps(): Buffer;
  addFunction(name: string, graph: Buffer, inputs: readonly string[], outputs: readonly string[]): void;
  removeFunction(name: string): void;
}

/** What the backend knows of a piece of data. `values` is set, and `id` is not, until an operation first needs it. */
export interface StoredData {
  shape: number[];
  dtype: number;
  id: number;
  values: HostValues | null;
  refCount: number;
}

/** The native backend of the package, as far as recording needs its inside. */
export interface NativeBackend {
  binding: NativeBinding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: { get(dataId: DataId): StoredData; has(dataId: DataId): boolean };
  getDTypeInteger(dtype: string): number;
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  createOutputTensor(handle: Handle): Tensor;
  readSync(dataId: DataId): unknown;
  move(dataId: DataId, values: unknown, ...rest: unknown[]): void;
  incRef(dataId: DataId): void;
  disposeData(dataId: DataId): boolean;
}

function isNativeBackend(backend: unknown): backend is NativeBackend {
  return typeof backend === 'object' && backend !== null && 'getInputTensorIds' in backend && 'binding' in backend
    && typeof backend.binding === 'object' && backend.binding !== null && 'addFunction' in backend.binding;
}

/** @throws where another backend is in use. */
export function nativeBackend(tf: TensorFlow): NativeBackend {
  const backend: unknown = tf.backend();
  if (!isNativeBackend(backend)) throw new Error(`Graphs need the native TensorFlow backend, not ${tf.getBackend()}.`);
  return backend;
}

/** The number of a tensor's handle; moves its values to the library first where they are not there yet. */
export function handleId(backend: NativeBackend, tensor: TensorInfo): number {
  const [id] = backend.getInputTensorIds([tensor]);
  if (id === undefined) throw new Error('A tensor has no handle.');
  return id;
}
