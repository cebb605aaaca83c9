import { Buffer } from 'node:buffer';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { HostTensor } from './feed.ts';
import { handleId, type HostValues, type NativeBackend, type NativeBinding } from './native-backend.ts';
import type { Input, InputOrigin, Node, Source } from './recording.ts';

/** Operations of TensorFlow.js whose outputs have a shape that follows from values. */
const SHAPED_BY_VALUES: ReadonlySet<string> = new Set(['UniqueV2', 'Where', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5']);

/**
 * Hears what a step asks of the binding and keeps it as nodes and inputs. Integers that name handles carry the data
 * flow: an operation's inputs are outputs of earlier ones, or come from outside.
 */
export class Recorder {
  readonly nodes: Node[] = [];
  readonly inputs: Input[] = [];
  readonly hosts: HostTensor[] = [];
  /** The first reason against a graph of this step. */
  problem: string | undefined;
  readonly #backend: NativeBackend;
  readonly #binding: NativeBinding;
  /** Handles by where they come from; an origin becomes an input when it is first used. */
  readonly #sources = new Map<number, Source>();
  readonly #origins = new Map<number, InputOrigin>();
  readonly #seen = new Map<number, TensorInfo>();
  /** Values that were handed over in the step: constants. */
  readonly #fresh = new WeakSet<object>();

  constructor(backend: NativeBackend) {
    this.#backend = backend;
    this.#binding = backend.binding;
  }

  /** What stands in for the binding while the step runs. */
  readonly binding = (): NativeBinding => Object.create(this.#binding, {
    createTensor: { value: (shape: readonly number[], dtype: number, values: HostValues) => this.#createTensor(shape, dtype, values) },
    executeOp: { value: (...call: Parameters<NativeBinding['executeOp']>) => this.#executeOp(...call) },
    runSavedModel: { value: () => this.#refuse('it runs a SavedModel') },
    loadSavedModel: { value: () => this.#refuse('it loads a SavedModel') },
  });

  /** Says where a tensor comes from that the step was given. */
  knows(tensor: TensorInfo, origin: InputOrigin): void {
    const id = handleId(this.#backend, tensor);
    this.#origins.set(id, origin);
    // A variable that the step made from one of its own tensors shares that tensor's handle.
    this.#sources.delete(id);
  }

  knowsHost(tensor: Tensor, source: HostTensor): void {
    this.knows(tensor, { kind: 'host', source, index: this.hosts.push(source) - 1 });
  }

  /** Told which handle belongs to which tensor, so that one from outside can be held. */
  sees(tensors: readonly TensorInfo[], ids: readonly number[]): void {
    tensors.forEach((tensor, index) => {
      const id = ids[index];
      if (id !== undefined && tensor.dataId !== undefined) this.#seen.set(id, tensor);
    });
  }

  /** Told of values that are handed over in the step. */
  takes(values: unknown): void {
    if (typeof values === 'object' && values !== null) this.#fresh.add(values);
  }

  /** Whether a handle's value is made in the step by JavaScript alone, and so is the same at every call. */
  isConstant(id: number): boolean {
    const source = this.#sources.get(id);
    return source !== undefined && 'node' in source && this.nodes[source.node]?.kind === 'constant';
  }

  /** Whether values were handed over in the step. */
  isFresh(values: object): boolean {
    return this.#fresh.has(values);
  }

  source(tensor: TensorInfo): Source {
    const id = handleId(this.#backend, tensor);
    this.#seen.set(id, tensor);
    return this.#sourceOf(id);
  }

  refuse(problem: string): void {
    this.problem ??= problem;
  }

  #refuse(problem: string): never {
    this.refuse(problem);
    throw new Error(`A compiled step cannot be recorded here: ${problem}.`);
  }

  #sourceOf(id: number): Source {
    const known = this.#sources.get(id);
    if (known !== undefined) return known;
    const source = { input: this.inputs.length };
    const tensor = this.#seen.get(id);
    const origin = this.#origins.get(id) ?? (tensor === undefined ? undefined : { kind: 'held' as const, tensor });
    if (origin === undefined || tensor === undefined) {
      this.refuse('it uses a tensor of unknown origin');
    } else {
      // As the library has them: TensorFlow.js does not know all of its types.
      const { dtype, shape } = this.#backend.tensorMap.get(tensor.dataId);
      this.inputs.push({ origin, id, dtype, shape: [...shape] });
    }
    this.#sources.set(id, source);
    return source;
  }

  #createTensor(shape: readonly number[], dtype: number, values: HostValues): number {
    const id = this.#binding.createTensor(shape, dtype, values);
    // 64-bit integers have no tensor of TensorFlow.js: kernels make them on the spot.
    const isConstant = dtype === this.#binding.TF_INT64 || this.#fresh.has(values);
    if (!isConstant) return id;
    if (ArrayBuffer.isView(values)) {
      this.#sources.set(id, { node: this.nodes.length, output: 0 });
      this.nodes.push({ kind: 'constant', dtype, shape: [...shape], content: Buffer.from(Buffer.from(values.buffer, values.byteOffset, values.byteLength)) });
    } else {
      this.refuse('it makes a tensor of strings');
    }
    return id;
  }

  #executeOp(op: string, attrs: Parameters<NativeBinding['executeOp']>[1], ids: readonly number[], outputs: number): ReturnType<NativeBinding['executeOp']> {
    const inputs = ids.map((id) => this.#sourceOf(id));
    // JavaScript goes on with the shape of this call: divides by it, for example.
    if (SHAPED_BY_VALUES.has(op)) this.refuse(`the values of a tensor decide the shape of another one (${op})`);
    const handles = this.#binding.executeOp(op, attrs, ids, outputs);
    handles.forEach(({ id }, output) => this.#sources.set(id, { node: this.nodes.length, output }));
    this.nodes.push({ kind: 'op', op, attrs: attrs.map((attr) => ({ ...attr })), inputs, dtypes: handles.map(({ dtype }) => dtype) });
    return handles;
  }
}
