import type { Buffer } from 'node:buffer';
import type { Optimizer, Tensor, TensorInfo, Variable } from '@tensorflow/tfjs';
import type { CompileOptions } from '../../plugin/index.ts';
import type { HostTensor } from './feed.ts';
import type { OpAttr } from './native-backend.ts';
import type { Structure } from './step-values.ts';

/** Where a tensor of a recording comes from: output `output` of node `node`, or an input. */
export type Source = { readonly node: number; readonly output: number } | { readonly input: number };

/** A value made in the step by JavaScript, the same at every call. */
export interface ConstantNode {
  readonly kind: 'constant';
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly content: Buffer;
}

/** An operation that the step ran. */
export interface OpNode {
  readonly kind: 'op';
  readonly op: string;
  readonly attrs: readonly OpAttr[];
  readonly inputs: readonly Source[];
  /** TensorFlow's types of its outputs. */
  readonly dtypes: readonly number[];
}

export type Node = ConstantNode | OpNode;

/** What a step reads: an argument, a variable, a tensor from outside that is always the same, or what JavaScript computes per call. */
export type InputOrigin =
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'held'; readonly tensor: TensorInfo }
  | { readonly kind: 'host'; readonly source: HostTensor; readonly index: number };

export interface Input {
  readonly origin: InputOrigin;
  /** The handle that it had while the step was recorded. */
  readonly id: number;
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** A tensor of the result: a new one, or one that was there before the call, which is given back itself. */
export type ResultTensor =
  | { readonly kind: 'made'; readonly index: number }
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'existing'; readonly tensor: Tensor };

export type Guard = NonNullable<CompileOptions['guard']>;

/** One run of a step, as the operations that it asked of TensorFlow. */
export interface Recording {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Input[];
  readonly structure: Structure;
  readonly results: readonly ResultTensor[];
  /** The tensors that the step made and gave. */
  readonly made: readonly { readonly tensor: Tensor; readonly source: Source }[];
  /** Variables that the step assigned to, with their new values. */
  readonly writes: readonly { readonly variable: Variable; readonly source: Source }[];
  /** Optimizers of TensorFlow.js, once for each time that the step used one: they keep settings and a count in JavaScript. */
  readonly optimizers: readonly Optimizer[];
  /** Guards of compiled steps that ran as parts of this one. */
  readonly guards: readonly Guard[];
  /** Host tensors in the order in which the step asked for them. */
  readonly hosts: readonly HostTensor[];
}

/** A step that cannot be run as a graph soundly; the message fits behind "because ". */
export class NotRecordable extends Error {
  override readonly name = 'NotRecordable';
}
