import type { TensorFlow } from '../../plugin/tensors.ts';
import type { Handle, NativeBackend, NativeBinding, OpAttr } from '../compiled/native-backend.ts';
import { type HalfType, typeNumber } from './half-type.ts';
import { inRange } from './in-range.ts';
import type { Product } from './product.ts';
import { Scratch } from './scratch.ts';

/** Which inputs of an operation are its operands; a third one is a shape. */
const operandsOf: Readonly<Record<string, readonly [number, number]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  MatMul: [0, 1],
  BatchMatMulV2: [0, 1],
};

/** The backend's binding, but a float32 product is run in 16 bits: its operands cast, its result cast back. */
export function castProducts(tf: TensorFlow, backend: NativeBackend, type: HalfType, { terms }: Product): NativeBinding {
  const { binding } = backend;
  const half = typeNumber[type];

  function executeOp(op: string, attrs: readonly OpAttr[], ids: readonly number[], outputs: number): Handle[] {
    const operands = operandsOf[op];
    const isFloat = attrs.some(({ name, value }) => name === 'T' && value === binding.TF_FLOAT);
    if (operands === undefined || !isFloat) return binding.executeOp(op, attrs, ids, outputs);
    const [left, right] = operands.map((index) => ids[index]);
    if (left === undefined || right === undefined) throw new Error(`${op} needs two operands.`);
    return alone((scratch) => {
      const multiply = (a: number, b: number) => {
        const halves = [a, b].map((id) => scratch.cast(id, binding.TF_FLOAT, half).id);
        const inputs = ids.map((id, index) => halves[operands.indexOf(index)] ?? id);
        const result = scratch.run(op, attrs.map((attr) => (attr.name === 'T' ? scratch.type('T', half) : attr)), inputs);
        return scratch.cast(result.id, half, binding.TF_FLOAT);
      };
      return type === 'float16' ? inRange(scratch, binding, terms, left, right, multiply) : multiply(left, right);
    });
  }

  /** What `run` gives; all else that it made is freed, also where it fails. */
  function alone(run: (scratch: Scratch) => Handle): Handle[] {
    const scratch = new Scratch(tf, backend, binding);
    let result: Handle | undefined;
    try {
      result = run(scratch);
      return [result];
    } finally {
      scratch.free(result);
    }
  }

  return Object.create(binding, { executeOp: { value: executeOp } });
}
