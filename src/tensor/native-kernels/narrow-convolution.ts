import type { NamedAttrMap, Tensor4D, TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../plugin/tensors.ts';
import { ownKernel, setKernel } from './kernel.ts';
import { narrowed, toBlocks, toPixels, widened, widenedTransposed, type PixelBlocks } from './pixel-blocks.ts';

/** Multiplications from where on the wide convolution saves more than making its filter costs. */
const WORTH_IT = 1e7;
/** Channels that oneDNN computes in the time of one. */
const LANES = 16;

/**
 * Convolutions with stride 1 to 1 to 4 channels, transposed ones, and their filters' gradients, in blocks of pixels: oneDNN
 * computes 16 channels in the time of 1. On 2 cores, milliseconds forward and for the filter's gradient:
 *
 * | images, filter, channels       | TensorFlow's | in blocks   |
 * | 128 of 28 × 28, 7 × 7, 128 → 1 | 90, 90       | 18, 25      |
 * | 128 of 28 × 28, 5 × 5, 64 → 1  | 24, 24       | 8, 10       |
 * | 128 of 28 × 28, 3 × 3, 32 → 1  | 6.9, 7.0     | 4.5, 5.7    |
 * | 32 of 64 × 64, 7 × 7, 64 → 3   | 63, 63       | 24, 28      |
 * | 64 of 32 × 32, 3 × 3, 64 → 3   | 7.9, 8.6     | 6.1, (12.7) |
 *
 * Gradients of the image, from few channels to many, lose in blocks (12 → 28) and stay as they are; so does everything on a GPU.
 */
export function useNarrowConvolution(tf: TensorFlow, worthIt = WORTH_IT): void {
  const ownForward = ownKernel(tf, tf.Conv2D);
  const ownFilter = ownKernel(tf, tf.Conv2DBackpropFilter);
  const ownInput = ownKernel(tf, tf.Conv2DBackpropInput);
  const wideStride = ({ block }: PixelBlocks, pad: unknown) => ({ strides: [block, block], pad: pad === 'same' ? 'same' : 'valid', dataFormat: 'NHWC' });
  const run = (own: typeof ownForward, inputs: Record<string, TensorInfo>, attrs: NamedAttrMap) => asFour(tf, own(inputs, attrs));

  setKernel(tf, tf.Conv2D, (inputs, attrs = {}) => {
    const { x, filter } = inputs;
    const [height = 0, width = 0, from = 0, to = 0] = filter?.shape ?? [];
    const size = isPlain(tf, attrs, x, filter) ? blocksOf({ height, width, inputs: from, outputs: to }, resultOf(x?.shape, height, width, attrs['pad']), worthIt) : undefined;
    if (size === undefined || x === undefined) return ownForward(inputs, attrs);
    return tf.tidy(() => toPixels(tf, run(ownForward, { x, filter: widened(tf, asFour(tf, filter), size) }, { ...wideStride(size, attrs['pad']), dilations: [1, 1] }), size));
  });

  setKernel(tf, tf.Conv2DBackpropFilter, (inputs, attrs = {}) => {
    const { x, dy } = inputs;
    const [height = 0, width = 0, from = 0, to = 0] = Array.isArray(attrs['filterShape']) ? attrs['filterShape'].map(Number) : [];
    const size = isPlain(tf, attrs, x, dy) && (to === 1 || height >= 5) ? blocksOf({ height, width, inputs: from, outputs: to }, dy?.shape, worthIt) : undefined;
    if (size === undefined || x === undefined) return ownFilter(inputs, attrs);
    const filterShape = [height + size.block - 1, width + size.block - 1, from, size.block ** 2 * to];
    return tf.tidy(() => narrowed(tf, run(ownFilter, { x, dy: toBlocks(tf, asFour(tf, dy), size) }, { ...wideStride(size, attrs['pad']), filterShape }), size));
  });

  // Backwards through a convolution with stride 1 and a filter of odd sides is a convolution with the filter turned around.
  setKernel(tf, tf.Conv2DBackpropInput, (inputs, attrs = {}) => {
    const { dy, filter } = inputs;
    const [height = 0, width = 0, to = 0, from = 0] = filter?.shape ?? [];
    const isOdd = attrs['pad'] === 'same' && height % 2 === 1 && width % 2 === 1;
    const size = isOdd && isPlain(tf, attrs, dy, filter) ? blocksOf({ height, width, inputs: from, outputs: to }, dy?.shape, worthIt) : undefined;
    if (size === undefined || dy === undefined) return ownInput(inputs, attrs);
    return tf.tidy(() => toPixels(tf, run(ownForward, { x: dy, filter: widenedTransposed(tf, asFour(tf, filter), size) }, { ...wideStride(size, 'same'), dilations: [1, 1] }), size));
  });
}

/** The blocks in which a convolution is faster; `result` is the shape of its images. */
function blocksOf(filter: Omit<PixelBlocks, 'block'>, result: readonly number[] | undefined, worthIt: number): PixelBlocks | undefined {
  const [n = 0, rows = 0, columns = 0] = result ?? [];
  const { height, width, inputs, outputs } = filter;
  if (height < 3 || width < 3 || outputs === 0 || inputs < LANES || n * rows * columns * height * width * inputs < worthIt) return undefined;
  const block = [4, 2].find((side) => rows % side === 0 && columns % side === 0 && side * side * outputs <= LANES);
  return block === undefined ? undefined : { ...filter, block };
}

function resultOf(shape: readonly number[] | undefined, height: number, width: number, pad: unknown): number[] {
  const [n = 0, rows = 0, columns = 0] = shape ?? [];
  return pad === 'same' ? [n, rows, columns] : [n, rows - height + 1, columns - width + 1];
}

/** On the processor, with stride 1, no gaps, and channels last. */
function isPlain(tf: TensorFlow, { strides, pad, dataFormat, dilations }: NamedAttrMap, ...tensors: (TensorInfo | undefined)[]): boolean {
  const isOne = (value: unknown): boolean => value == null || value === 1 || (Array.isArray(value) && value.every((one) => one === 1));
  return !usesGpu(tf) && isOne(strides) && isOne(dilations) && (pad === 'same' || pad === 'valid') && dataFormat !== 'NCHW' && dataFormat !== 'channelsFirst'
    && tensors.every((tensor) => tensor?.dtype === 'float32' && tensor.shape.length === 4);
}

function usesGpu(tf: TensorFlow): boolean {
  const backend: object = tf.backend();
  return 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
}

/** What kernels are given and give are tensors. */
function asFour(tf: TensorFlow, tensor: TensorInfo | undefined): Tensor4D {
  if (!isFour(tf, tensor)) throw new Error('Images and filters are tensors of four axes.');
  return tensor;
}

function isFour(tf: TensorFlow, tensor: TensorInfo | undefined): tensor is Tensor4D {
  return tensor instanceof tf.Tensor && tensor.rank === 4;
}
