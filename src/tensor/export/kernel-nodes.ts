import type { DataType, NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { z } from 'zod';
import { flag, real, typeOf, whole, wholes, word, type Attribute } from './graph-node.ts';

/** What a kernel of TensorFlow.js was called with. */
export interface KernelCall {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Tensor | readonly Tensor[]>>;
  readonly attrs: NamedAttrMap;
}

/** An input of a node: a tensor of the function, or a number or list that the operation takes as a tensor. */
export type NodeInput = Tensor | { readonly values: readonly number[]; readonly scalar: boolean; readonly dtype: 'int32' | 'float32' | 'bool' };

/** The operation of TensorFlow that does what the kernel does. */
export interface NodePlan {
  readonly op: string;
  readonly inputs: readonly NodeInput[];
  readonly attr?: Readonly<Record<string, Attribute>>;
}

type Plan = (call: KernelCall) => NodePlan;

/** Kernels without settings, and their operation's name where it differs. */
const PLAIN: Readonly<Record<string, string>> = {
  Add: 'AddV2', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'RealDiv', FloorDiv: 'FloorDiv', Mod: 'FloorMod', Maximum: 'Maximum', Minimum: 'Minimum',
  Pow: 'Pow', SquaredDifference: 'SquaredDifference', Abs: 'Abs', Exp: 'Exp', Expm1: 'Expm1', Log: 'Log', Log1p: 'Log1p', Neg: 'Neg', Relu: 'Relu',
  Relu6: 'Relu6', Elu: 'Elu', Selu: 'Selu', Sigmoid: 'Sigmoid', Softplus: 'Softplus', Tanh: 'Tanh', Sqrt: 'Sqrt', Rsqrt: 'Rsqrt', Square: 'Square',
  Reciprocal: 'Reciprocal', Erf: 'Erf', Sin: 'Sin', Cos: 'Cos', Floor: 'Floor', Ceil: 'Ceil', Round: 'Round', Sign: 'Sign', Identity: 'Identity',
  IsNan: 'IsNan', Greater: 'Greater', GreaterEqual: 'GreaterEqual', Less: 'Less', LessEqual: 'LessEqual', Equal: 'Equal', NotEqual: 'NotEqual',
  LogicalAnd: 'LogicalAnd', LogicalOr: 'LogicalOr', LogicalNot: 'LogicalNot', Select: 'SelectV2', Softmax: 'Softmax', LogSoftmax: 'LogSoftmax',
};

const ints = (values: readonly number[]): NodeInput => ({ values, scalar: false, dtype: 'int32' });
const int = (value: number): NodeInput => ({ values: [value], scalar: true, dtype: 'int32' });
const float = (value: number): NodeInput => ({ values: [value], scalar: true, dtype: 'float32' });

const numbers = z.array(z.int());
/** One number or a list of them. */
const axes = z.union([z.int().transform((axis) => [axis]), numbers]);

function read<T>(schema: z.ZodType<T>, { kernel, attrs }: KernelCall, name: string): T {
  const parsed = schema.safeParse(attrs[name]);
  if (!parsed.success) throw new Error(`The operation ${kernel} with this ${name} cannot be exported.`);
  return parsed.data;
}

function one({ kernel, inputs }: KernelCall, name: string): Tensor {
  const input = inputs[name];
  if (input === undefined || Array.isArray(input)) throw new Error(`The operation ${kernel} has no input ${name}.`);
  return input as Tensor;
}

const all = ({ inputs }: KernelCall): Tensor[] => Object.values(inputs).flat() as Tensor[];

/** @param axisName  as the kernel calls it */
const reduction = (op: string, axisName = 'axis'): Plan => (call) => {
  const x = one(call, 'x');
  const axis = read(axes.nullish(), call, axisName) ?? x.shape.map((_, side) => side);
  return { op, inputs: [x, ints(axis)], attr: { keep_dims: flag(read(z.boolean().default(false), call, 'keepDims')) } };
};

const pair = z.union([z.int().transform((side): [number, number] => [side, side]), z.tuple([z.int(), z.int()])]);
const padding = z.enum(['same', 'valid']);

function window(call: KernelCall): Record<string, Attribute> {
  const [down, right] = read(pair, call, 'strides');
  return { strides: wholes([1, down, right, 1]), padding: word(read(padding, call, 'pad').toUpperCase()), data_format: word('NHWC') };
}

function convolution(call: KernelCall): Record<string, Attribute> {
  const [down, right] = read(pair.default([1, 1]), call, 'dilations');
  return { ...window(call), dilations: wholes([1, down, right, 1]) };
}

function pooling(op: string): Plan {
  return (call) => {
    const [height, width] = read(pair, call, 'filterSize');
    return { op, inputs: [one(call, 'x')], attr: { ...window(call), ksize: wholes([1, height, width, 1]) } };
  };
}

const PLANS: Readonly<Record<string, Plan>> = {
  BatchMatMul: (call) => ({
    op: 'BatchMatMulV2',
    inputs: [one(call, 'a'), one(call, 'b')],
    attr: { adj_x: flag(read(z.boolean(), call, 'transposeA')), adj_y: flag(read(z.boolean(), call, 'transposeB')) },
  }),
  Mean: reduction('Mean'), Sum: reduction('Sum'), Max: reduction('Max', 'reductionIndices'), Min: reduction('Min'), Prod: reduction('Prod'), All: reduction('All'), Any: reduction('Any'),
  ArgMax: (call) => ({ op: 'ArgMax', inputs: [one(call, 'x'), int(read(z.int(), call, 'axis'))] }),
  ArgMin: (call) => ({ op: 'ArgMin', inputs: [one(call, 'x'), int(read(z.int(), call, 'axis'))] }),
  Reshape: (call) => ({ op: 'Reshape', inputs: [one(call, 'x'), ints(read(numbers, call, 'shape'))] }),
  ExpandDims: (call) => ({ op: 'ExpandDims', inputs: [one(call, 'input'), int(read(z.int(), call, 'dim'))] }),
  Transpose: (call) => ({ op: 'Transpose', inputs: [one(call, 'x'), ints(read(numbers, call, 'perm'))] }),
  GatherV2: (call) => ({
    op: 'GatherV2',
    inputs: [one(call, 'x'), one(call, 'indices'), int(read(z.int(), call, 'axis'))],
    attr: { batch_dims: whole(read(z.int().default(0), call, 'batchDims')) },
  }),
  Cast: (call) => ({ op: 'Cast', inputs: [one(call, 'x')], attr: { DstT: typeOf(read(z.enum(['float32', 'int32', 'bool']), call, 'dtype')) } }),
  OneHot: (call) => ({
    op: 'OneHot',
    inputs: [one(call, 'indices'), int(read(z.int(), call, 'depth')), float(read(z.number(), call, 'onValue')), float(read(z.number(), call, 'offValue'))],
    attr: { axis: whole(-1) },
  }),
  Concat: (call) => ({ op: 'ConcatV2', inputs: [...all(call), int(read(z.int(), call, 'axis'))], attr: { N: whole(all(call).length) } }),
  Pack: (call) => ({ op: 'Pack', inputs: all(call), attr: { axis: whole(read(z.int(), call, 'axis')), N: whole(all(call).length) } }),
  Unpack: (call) => {
    const value = one(call, 'value');
    const axis = read(z.int(), call, 'axis');
    return { op: 'Unpack', inputs: [value], attr: { axis: whole(axis), num: whole(value.shape.at(axis) ?? 0) } };
  },
  Slice: (call) => ({ op: 'Slice', inputs: [one(call, 'x'), ints(read(axes, call, 'begin')), ints(read(axes, call, 'size'))] }),
  Tile: (call) => ({ op: 'Tile', inputs: [one(call, 'x'), ints(read(numbers, call, 'reps'))] }),
  BroadcastTo: (call) => ({ op: 'BroadcastTo', inputs: [one(call, 'x'), ints(read(numbers, call, 'shape'))] }),
  LeakyRelu: (call) => ({ op: 'LeakyRelu', inputs: [one(call, 'x')], attr: { alpha: real(read(z.number(), call, 'alpha')) } }),
  Conv2D: (call) => ({ op: 'Conv2D', inputs: [one(call, 'x'), one(call, 'filter')], attr: convolution(call) }),
  DepthwiseConv2dNative: (call) => ({ op: 'DepthwiseConv2dNative', inputs: [one(call, 'x'), one(call, 'filter')], attr: convolution(call) }),
  Conv2DBackpropInput: (call) => ({
    op: 'Conv2DBackpropInput',
    inputs: [ints(read(numbers, call, 'inputShape')), one(call, 'filter'), one(call, 'dy')],
    attr: window(call),
  }),
  MaxPool: pooling('MaxPool'),
  AvgPool: pooling('AvgPool'),
};

/** @throws where the kernel has no counterpart among the operations that graph models may hold. */
export function planNode(call: KernelCall): NodePlan {
  const plain = PLAIN[call.kernel];
  if (plain !== undefined) return { op: plain, inputs: all(call) };
  const plan = PLANS[call.kernel];
  if (plan === undefined) throw new Error(`The operation ${call.kernel} cannot be exported. Say the same with others, for example of ${Object.keys(PLANS).slice(0, 8).join(', ')}.`);
  return plan(call);
}

/** The type that most operations name as `T`. */
export const typeAttribute = (dtype: DataType): Record<string, Attribute> => ({ T: typeOf(dtype) });
