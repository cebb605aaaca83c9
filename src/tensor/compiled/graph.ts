import process from 'node:process';
import type { Optimizer, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { StepValue, TensorFlow } from '../../plugin/index.ts';
import type { HostTensor } from './feed.ts';
import { graphDef } from './graph-def.ts';
import { handleId, nativeBackend, type Handle, type NativeBackend } from './native-backend.ts';
import { OpDefinitions } from './op-definitions.ts';
import type { Input, Recording } from './recording.ts';
import { settingsOf, type Settings } from './settings.ts';
import { unflatten, type Flattened } from './step-values.ts';

let definitions: OpDefinitions | undefined;
let graphs = 0;

/** A recorded step as one operation of TensorFlow. Holds the tensors from outside that the step uses until it is disposed. */
export class Graph {
  readonly #tf: TensorFlow;
  readonly #backend: NativeBackend;
  readonly #name: string;
  readonly #inputs: readonly Input[];
  readonly #hosts: readonly HostTensor[];
  readonly #structure: Recording['structure'];
  readonly #results: readonly Recording['results'][number][];
  readonly #writes: Recording['writes'];
  readonly #optimizers: Recording['optimizers'];
  readonly #settings: Settings;
  readonly #made: number;
  readonly #held: Tensor[];

  /**
   * @param recording simplified; its tensors are not kept
   * @throws NotRecordable, or what the library says against the graph
   */
  constructor(tf: TensorFlow, recording: Recording) {
    const backend = nativeBackend(tf);
    definitions ??= new OpDefinitions(backend.binding.listOps());
    const definition = graphDef(recording, backend.binding, definitions);
    this.#tf = tf;
    this.#backend = backend;
    this.#name = `FlywheelStep${process.pid}_${graphs++}`;
    this.#inputs = recording.inputs;
    this.#hosts = recording.hosts;
    this.#structure = recording.structure;
    this.#optimizers = recording.optimizers;
    this.#settings = settingsOf(recording);
    this.#results = recording.results;
    this.#writes = recording.writes;
    this.#made = recording.made.length;
    backend.binding.addFunction(this.#name, definition.bytes, definition.inputs, definition.outputs);
    this.#held = this.#inputs.flatMap(({ origin }) => (origin.kind === 'held' ? [hold(tf, backend, origin.tensor)] : []));
  }

  /** Whether what JavaScript decides the step by is as it was when the step was recorded. */
  get hasItsSettings(): boolean {
    return this.#settings.areKept();
  }

  /** Whether every variable that the graph reads or writes is still there, and every tensor from outside. */
  get isWhole(): boolean {
    const variables = this.#inputs.every(({ origin }) => origin.kind !== 'variable' || !origin.variable.isDisposed);
    // Where the graph alone holds it, its maker has disposed it, to use another one as a rule.
    const tensors = this.#held.every(({ dataId }) => this.#backend.tensorMap.get(dataId).refCount > 1);
    return variables && tensors && this.#writes.every(({ variable }) => !variable.isDisposed) && this.#results.every((one) => one.kind !== 'existing' || !one.tensor.isDisposed);
  }

  /** Runs the graph on the values that its recording had, and changes nothing. The caller deletes the handles. */
  tryOut(): Handle[] {
    return this.#execute(this.#inputs.map(({ id }) => id));
  }

  /** One call of the step. Variables change only once the whole graph has run. */
  run(args: Flattened): StepValue {
    const backend = this.#backend;
    const hosts: number[] = [];
    try {
      for (const { shape, dtype, compute } of this.#hosts) {
        const values = compute();
        hosts.push(backend.binding.createTensor(shape, backend.getDTypeInteger(dtype), dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)));
      }
      const outputs = this.#execute(this.#inputs.map(({ origin }) => {
        switch (origin.kind) {
          case 'argument':
            return handleId(backend, this.#argument(args, origin.index));
          case 'variable':
            return handleId(backend, origin.variable);
          case 'held':
            return handleId(backend, origin.tensor);
          case 'host':
            return hosts[origin.index] ?? -1;
        }
      }));
      outputs.slice(this.#made).forEach((handle, index) => this.#write(index, handle));
      return this.#result(args, outputs);
    } finally {
      for (const id of hosts) backend.binding.deleteTensor(id);
    }
  }

  dispose(): void {
    this.#backend.binding.removeFunction(this.#name);
    this.#tf.dispose(this.#held);
  }

  #execute(inputs: readonly number[]): Handle[] {
    return this.#backend.binding.executeOp(this.#name, [], inputs, this.#made + this.#writes.length);
  }

  #argument({ tensors }: Flattened, index: number): Tensor {
    const tensor = tensors[index];
    if (tensor === undefined) throw new Error('A compiled step was called with too few tensors.');
    return tensor;
  }

  /** Gives a variable its new value, in place where nobody else holds the old one. */
  #write(index: number, handle: Handle): void {
    const variable = this.#writes[index]?.variable;
    if (variable === undefined) return;
    const data = this.#backend.tensorMap.get(variable.dataId);
    if (data.refCount === 1) {
      if (data.id >= 0) this.#backend.binding.deleteTensor(data.id);
      data.id = handle.id;
      data.values = null;
    } else {
      const value = this.#backend.createOutputTensor(handle);
      variable.assign(value);
      value.dispose();
    }
  }

  #result(args: Flattened, outputs: readonly Handle[]): StepValue {
    const made = outputs.slice(0, this.#made).map((handle) => this.#backend.createOutputTensor(handle));
    const tensors = this.#results.map((one) => {
      const tensor = one.kind === 'made' ? made[one.index] : one.kind === 'argument' ? this.#argument(args, one.index) : one.tensor;
      if (tensor === undefined) throw new Error('A graph gave fewer tensors than its step.');
      return tensor;
    });
    this.#optimizers.forEach(countIteration);
    return unflatten(this.#structure, tensors);
  }
}

/** A tensor of our own on the same data: it stays when its maker disposes theirs. */
function hold(tf: TensorFlow, backend: NativeBackend, tensor: TensorInfo): Tensor {
  backend.incRef(tensor.dataId);
  return tf.keep(tf.engine().makeTensorFromTensorInfo(tensor));
}

/** TensorFlow.js counts the calls of an optimizer in JavaScript, and saves the count with its weights. */
function countIteration(optimizer: Optimizer): void {
  const count: unknown = Reflect.get(optimizer, 'incrementIterations');
  if (typeof count === 'function') count.call(optimizer);
}
