import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

/** A convolution, one of its gradients or a matrix product, as far as its cost and its range go. */
export interface Product {
  /** Multiplications and additions. */
  readonly flops: number;
  /** Numbers in both operands and in the result. */
  readonly elements: number;
  /** Length of the result's last axis. */
  readonly columns: number;
  /** Products that are added up for each number of the result. */
  readonly terms: number;
  /** What the innermost sum runs over: channels, or the map's positions in a filter's gradient. */
  readonly inner: { readonly over: 'CHANNELS' | 'POSITIONS'; readonly length: number };
}

type Describe = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => Product | undefined;

/** The kernels of TensorFlow.js that are products; undefined for calls that stay float32 whatever they cost. */
export const describers: Readonly<Record<string, Describe>> = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropInput: ({ dy, filter }, { inputShape }) => {
    const [height, width, channels, filters] = filter?.shape ?? [];
    if (!dy || !filter || !height || !width || !channels || !filters || !isShape(inputShape)) return undefined;
    return {
      flops: 2 * count(dy.shape) * height * width * channels,
      elements: count(dy.shape) + count(filter.shape) + count(inputShape),
      columns: channels,
      terms: height * width * filters,
      inner: { over: 'CHANNELS', length: filters },
    };
  },
  Conv2DBackpropFilter: ({ x, dy }, { filterShape }) => {
    const [height, width, channels, filters] = isShape(filterShape) ? filterShape : [];
    const [images, rows, columns] = dy?.shape ?? [];
    if (!x || !dy || !isShape(filterShape) || !height || !width || !channels || !filters || !images || !rows || !columns) return undefined;
    return {
      flops: 2 * count(dy.shape) * height * width * channels,
      elements: count(x.shape) + count(dy.shape) + count(filterShape),
      columns: filters,
      terms: images * rows * columns,
      inner: { over: 'POSITIONS', length: rows * columns },
    };
  },
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => {
    // The products of attention: few terms for each number, and a softmax follows that wants them exact.
    if (!a || !b || (isBatched(a) && isBatched(b))) return undefined;
    const [rows, terms] = lastTwo(a, transposeA === true);
    const [, columns] = lastTwo(b, transposeB === true);
    const result = Math.max(batch(a), batch(b)) * rows * columns;
    return {
      flops: 2 * result * terms,
      elements: count(a.shape) + count(b.shape) + result,
      columns,
      terms,
      inner: { over: 'CHANNELS', length: terms },
    };
  },
};

function convolution({ x, filter }: NamedTensorInfoMap, { strides, pad, dataFormat }: NamedAttrMap): Product | undefined {
  const [images, rows, columns] = x?.shape ?? [];
  const [height, width, channels, filters] = filter?.shape ?? [];
  if (!x || !filter || !images || !rows || !columns || !height || !width || !channels || !filters || dataFormat === 'NCHW') return undefined;
  const [down, right] = Array.isArray(strides) ? strides.map(Number) : [Number(strides), Number(strides)];
  const result = images * positions(rows, height, down ?? 1, pad) * positions(columns, width, right ?? 1, pad) * filters;
  return {
    flops: 2 * result * height * width * channels,
    elements: count(x.shape) + count(filter.shape) + result,
    columns: filters,
    terms: height * width * channels,
    inner: { over: 'CHANNELS', length: channels },
  };
}

const positions = (size: number, filter: number, stride: number, pad: unknown) => Math.ceil((pad === 'valid' ? size - filter + 1 : size) / stride);
const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const batch = ({ shape }: TensorInfo) => count(shape.slice(0, -2));
const isBatched = (tensor: TensorInfo) => batch(tensor) > 1;
const isShape = (value: unknown): value is number[] => Array.isArray(value) && value.every((size) => typeof size === 'number');

function lastTwo({ shape }: TensorInfo, transposed: boolean): readonly [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}
