import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp } from '../native-op.ts';
import { runKernel, setGradient, setKernel, single } from './kernel.ts';

const BROADCAST = 'FlywheelBroadcast';

/**
 * Gradients of sums and means by TensorFlow's BroadcastTo, where TensorFlow.js multiplies with an array of ones made in
 * JavaScript; and that of tiles as one sum, where TensorFlow.js makes and adds a slice for each tile, and for five axes
 * and more has none.
 */
export function useNativeBroadcast(tf: TensorFlow): void {
  setKernel(tf, BROADCAST, ({ x }, attrs) => {
    const shape = attrs?.['shape'];
    if (x === undefined || !Array.isArray(shape)) throw new Error('Broadcasting needs x and a shape.');
    return tf.tidy(() => nativeOp(tf, 'BroadcastTo', [x, tf.tensor1d(shape.map(Number), 'int32')], [{ name: 'T', dtype: 'float32' }, { name: 'Tidx', dtype: 'int32' }]));
  });
  setGradient(tf, BROADCAST, {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.sum(single(dy), axesWhere(x?.shape ?? [], (size, axis) => size === 1 && single(dy).shape[axis] !== 1), true) }),
  });

  setGradient(tf, tf.Sum, {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], { axis }) => {
      if (x === undefined) throw new Error('A sum was saved without x.');
      return { x: () => spread(tf, withAxes(tf, single(dy), x.shape, axesOf(tf, axis, x.shape)), x.shape) };
    },
  });
  setGradient(tf, tf.Mean, {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], { axis }) => {
      if (x === undefined) throw new Error('A mean was saved without x.');
      const axes = axesOf(tf, axis, x.shape);
      const count = axes.reduce((product, one) => product * (x.shape[one] ?? 1), 1);
      return { x: () => spread(tf, tf.div(withAxes(tf, single(dy), x.shape, axes), count), x.shape) };
    },
  });
  setGradient(tf, tf.Tile, {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], { reps }) => {
      if (x === undefined || !Array.isArray(reps)) throw new Error('Tiles were saved without x.');
      const times = reps.map(Number);
      return { x: () => tf.reshape(tf.sum(tf.reshape(single(dy), tileShape(x.shape, times)), tileAxes(times)), x.shape) };
    },
  });
}

/** x, with sizes of 1 where it is repeated to get `shape`. */
function spread(tf: TensorFlow, x: Tensor, shape: readonly number[]): Tensor {
  return x.shape.every((size, axis) => size === shape[axis]) ? x : runKernel(tf, BROADCAST, { x }, { shape: [...shape] });
}

function axesOf(tf: TensorFlow, axis: unknown, shape: number[]): number[] {
  const axes = typeof axis === 'number' ? axis : Array.isArray(axis) ? axis.map(Number) : shape.map((_, at) => at);
  return tf.util.parseAxisParam(axes, shape);
}

/** What is left of `shape` after a reduction, with the reduced axes as 1. */
function withAxes(tf: TensorFlow, reduced: Tensor, shape: readonly number[], axes: readonly number[]): Tensor {
  return tf.reshape(reduced, shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
}

const axesWhere = (shape: readonly number[], is: (size: number, axis: number) => boolean) => shape.flatMap((size, axis) => (is(size, axis) ? [axis] : []));

/** Sizes with every repeated axis as two: repetitions, and the axis itself. */
const tileShape = (shape: readonly number[], times: readonly number[]) => shape.flatMap((size, axis) => (times[axis] === 1 ? [size] : [times[axis] ?? 1, size]));

/** Where `tileShape` has the repetitions. */
function tileAxes(times: readonly number[]): number[] {
  let place = 0;
  return times.flatMap((count) => {
    const at = place;
    place += count === 1 ? 1 : 2;
    return count === 1 ? [] : [at];
  });
}
