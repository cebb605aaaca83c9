import type { DataType, Tensor } from '@tensorflow/tfjs';
import { shapeOf, typeName, typeOf, type GraphNode } from './graph-node.ts';
import { planNode, typeAttribute, type KernelCall, type NodeInput } from './kernel-nodes.ts';

export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly bytes: Uint8Array;
}

const OF_SHAPES: ReadonlySet<string> = new Set(['ZerosLike', 'OnesLike']);

/** Collects nodes; what does not depend on an input becomes a constant, however it was computed. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly constants: Constant[] = [];
  /** The output that stands for each tensor that depends on an input, by the tensor's id. */
  readonly #outputs = new Map<number, string>();
  readonly #constants = new Map<number | string, string>();

  addInput(name: string, tensor: Tensor): void {
    this.nodes.push({ name, op: 'Placeholder', attr: { dtype: typeOf(tensor.dtype), shape: { shape: shapeOf(tensor.shape) } } });
    this.#outputs.set(tensor.id, name);
  }

  addWeight(name: string, tensor: Tensor): void {
    this.#addConstant({ name, ...contentOf(tensor) });
    this.#outputs.set(tensor.id, name);
  }

  addKernel(call: KernelCall, results: readonly Tensor[]): void {
    // Shapes are fixed, so what they alone decide is, too.
    if (OF_SHAPES.has(call.kernel)) return;
    const depends = Object.values(call.inputs).flat().some((input) => this.#outputs.has((input as Tensor).id));
    if (!depends) return;
    const { op, inputs, attr = {} } = planNode(call);
    const name = `${call.kernel}_${this.nodes.length}`;
    const [first] = results;
    this.nodes.push({ name, op, input: inputs.map((input) => this.#inputName(input)), attr: { ...(first ? typeAttribute(first.dtype) : {}), ...attr } });
    results.forEach((result, index) => this.#outputs.set(result.id, index === 0 ? name : `${name}:${index}`));
  }

  addOutput(name: string, tensor: Tensor): void {
    this.nodes.push({ name, op: 'Identity', input: [this.#inputName(tensor)], attr: typeAttribute(tensor.dtype) });
  }

  #inputName(input: NodeInput): string {
    if (!('values' in input)) return this.#outputs.get(input.id) ?? this.#constantOf(input);
    const { values, scalar, dtype } = input;
    const key = JSON.stringify(input);
    const array = dtype === 'float32' ? Float32Array.from(values) : dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
    return this.#constants.get(key) ?? this.#constant(key, { shape: scalar ? [] : [values.length], dtype, bytes: new Uint8Array(array.buffer) });
  }

  #constantOf(tensor: Tensor): string {
    const known = this.#constants.get(tensor.id);
    if (known !== undefined) return known;
    return this.#constant(tensor.id, contentOf(tensor));
  }

  #constant(key: number | string, constant: Omit<Constant, 'name'>): string {
    const name = `constant_${this.constants.length}`;
    this.#constants.set(key, name);
    this.#addConstant({ name, ...constant });
    return name;
  }

  #addConstant(constant: Constant): void {
    this.constants.push(constant);
    this.nodes.push({ name: constant.name, op: 'Const', attr: { dtype: typeOf(constant.dtype), value: { tensor: { dtype: typeName(constant.dtype), tensorShape: shapeOf(constant.shape) } } } });
  }
}

function contentOf(tensor: Tensor): Omit<Constant, 'name'> {
  return { shape: tensor.shape, dtype: tensor.dtype, bytes: new Uint8Array(tensor.dataSync().slice().buffer) };
}
