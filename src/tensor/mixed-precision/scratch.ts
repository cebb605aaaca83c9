import type { TensorFlow } from '../../plugin/tensors.ts';
import type { Handle, NativeBackend, NativeBinding, OpAttr } from '../compiled/native-backend.ts';

/** Runs TensorFlow's operations on handles, of types that TensorFlow.js does not know, and frees what they gave. */
export class Scratch {
  readonly #tf: TensorFlow;
  readonly #backend: NativeBackend;
  readonly #binding: NativeBinding;
  readonly #made: Handle[] = [];

  constructor(tf: TensorFlow, backend: NativeBackend, binding: NativeBinding) {
    this.#tf = tf;
    this.#backend = backend;
    this.#binding = binding;
  }

  /** The one output of an operation. */
  run(op: string, attrs: readonly OpAttr[], ids: readonly number[]): Handle {
    const [handle] = this.#binding.executeOp(op, attrs, ids, 1);
    if (handle === undefined) throw new Error(`${op} gave no result.`);
    this.#made.push(handle);
    return handle;
  }

  cast(id: number, from: number, to: number): Handle {
    return this.run('Cast', [this.type('SrcT', from), this.type('DstT', to), { name: 'Truncate', type: this.#binding.TF_ATTR_BOOL, value: false }], [id]);
  }

  type(name: string, value: number): OpAttr {
    return { name, type: this.#binding.TF_ATTR_TYPE, value };
  }

  /** `use` with the handle of a constant: a number, or a list of whole numbers. */
  withConstant<T>(values: number | readonly number[], use: (id: number) => T): T {
    const tensor = typeof values === 'number' ? this.#tf.scalar(values) : this.#tf.tensor1d([...values], 'int32');
    try {
      const [id] = this.#backend.getInputTensorIds([tensor]);
      if (id === undefined) throw new Error('A constant has no handle.');
      return use(id);
    } finally {
      tensor.dispose();
    }
  }

  /** Frees all but `kept`. */
  free(kept?: Handle): void {
    for (const handle of this.#made) if (handle !== kept) this.#binding.deleteTensor(handle.id);
    this.#made.length = 0;
  }
}
