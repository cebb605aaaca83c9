import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { StepValue, TensorFlow } from '../../plugin/index.ts';

type Plain = Exclude<StepValue, Tensor | readonly StepValue[] | { readonly [name: string]: StepValue }>;

/** A step's result or arguments without their tensors: tensor k of the list that belongs to it, a plain value, a list or a record. */
export type Structure =
  | { readonly kind: 'tensor'; readonly index: number }
  | { readonly kind: 'plain'; readonly value: Plain }
  | { readonly kind: 'list'; readonly items: readonly Structure[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, Structure])[] };

export interface Flattened {
  readonly structure: Structure;
  readonly tensors: readonly Tensor[];
}

/** @throws TypeError for a value that is neither a tensor, plain, a list nor a record. */
export function flatten(tf: TensorFlow, value: StepValue): Flattened {
  const tensors: Tensor[] = [];
  const walk = (part: StepValue): Structure => {
    if (part instanceof tf.Tensor) return { kind: 'tensor', index: tensors.push(part) - 1 };
    if (Array.isArray(part)) return { kind: 'list', items: part.map((item: StepValue) => walk(item)) };
    if (typeof part !== 'object' || part === null) return { kind: 'plain', value: plain(part) };
    if (Object.getPrototypeOf(part) !== Object.prototype && Object.getPrototypeOf(part) !== null) {
      throw new TypeError(`a ${part.constructor.name} is neither a tensor, a plain value, a list nor a record`);
    }
    return { kind: 'record', entries: Object.entries(part).map(([name, item]) => [name, walk(item)]) };
  };
  const structure = walk(value);
  return { structure, tensors };
}

function plain<T>(value: T): T {
  if (['function', 'symbol', 'bigint'].includes(typeof value)) throw new TypeError(`a ${typeof value} is neither a tensor, a plain value, a list nor a record`);
  return value;
}

/** Puts tensors in the places of a structure. */
export function unflatten(structure: Structure, tensors: readonly Tensor[]): StepValue {
  switch (structure.kind) {
    case 'tensor':
      return tensors[structure.index];
    case 'plain':
      return structure.value;
    case 'list':
      return structure.items.map((item) => unflatten(item, tensors));
    case 'record':
      return Object.fromEntries(structure.entries.map(([name, item]) => [name, unflatten(item, tensors)]));
  }
}

/** The same for values that one graph can serve: same structure and plain values, same shapes and types, same variables, the same tensors given twice. */
export function signatureOf(tf: TensorFlow, { structure, tensors }: Flattened): string {
  const isVariable = (tensor: Tensor): tensor is Variable => tensor instanceof tf.Variable;
  const kinds = tensors.map((tensor, index) => {
    const same = index === 0 ? 0 : tensors.findIndex(({ dataId }) => dataId === tensor.dataId);
    return `${tensor.dtype}[${tensor.shape.join()}]${isVariable(tensor) ? tensor.name : ''}${same === index ? '' : `=${same}`}`;
  }).join(' ');
  return structure.kind === 'list' && structure.items.every(({ kind }) => kind === 'tensor') ? kinds : `${kinds} ${describe(structure)}`;
}

/** A string for plain values and what holds them; another one for other values, which JSON alone does not give. */
export function describe(value: Structure | readonly Plain[]): string {
  return JSON.stringify(value, (_, part: unknown) => (part === undefined || isOddNumber(part) ? { is: Object.is(part, -0) ? '-0' : String(part) } : part));
}

function isOddNumber(value: unknown): boolean {
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));
}
