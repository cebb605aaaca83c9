import type { NamedAttrMap } from '@tensorflow/tfjs';
import type { Tensor, TensorFlow } from '../../plugin/tensors.ts';
import { nativeOp, type OpAttribute } from '../native-op.ts';
import { runKernel, setGradient, setKernel, single } from './kernel.ts';

/** A function of each number by itself, and TensorFlow's one op for its gradient. */
interface Activation {
  readonly kernel: string;
  readonly op: string;
  /** What the gradient is computed from: the function's argument x, or its value y. */
  readonly from: 'x' | 'y';
  readonly attributes?: (attrs: NamedAttrMap) => OpAttribute[];
}

interface Curved extends Activation {
  readonly gradientKernel: string;
  /** The op takes dy first. */
  readonly dyFirst: boolean;
  /** ddy times the derivative of op(dy, s) by s, where s is x or y. */
  readonly bySaved: (ddy: Tensor, dy: Tensor, s: Tensor) => Tensor;
}

/**
 * Gradients of activations as TensorFlow's one op for each, where TensorFlow.js makes 2 to 9. They are TensorFlow.js's own
 * but at single points where a function has no derivative: relu6 at 6 has TensorFlow's 0, selu at 0 its slope from above.
 *
 * The slopes of relu, relu6 and leakyRelu do not change with their argument: gradients of gradients take no way through
 * them. A way of zeros, as TensorFlow.js has it for relu, would cost one more pass back through all layers before.
 */
export function useNativeActivationGradients(tf: TensorFlow): void {
  useStraight(tf, { kernel: tf.Relu, op: 'ReluGrad', from: 'y' });
  useStraight(tf, { kernel: tf.Relu6, op: 'Relu6Grad', from: 'y' });
  useStraight(tf, { kernel: tf.LeakyRelu, op: 'LeakyReluGrad', from: 'x', attributes: ({ alpha }) => [{ name: 'alpha', float: Number(alpha) }] });

  /** dy · ddy where y is below 0, where elu and selu rise by y and a constant. */
  const below = (ddy: Tensor, dy: Tensor, y: Tensor) => tf.mul(tf.mul(ddy, dy), tf.cast(tf.less(y, 0), 'float32'));
  useCurved(tf, {
    kernel: tf.Sigmoid, gradientKernel: 'FlywheelSigmoidGradient', op: 'SigmoidGrad', from: 'y', dyFirst: false,
    bySaved: (ddy, dy, y) => tf.mul(tf.mul(ddy, dy), tf.sub(1, tf.mul(y, 2))),
  });
  useCurved(tf, {
    kernel: tf.Tanh, gradientKernel: 'FlywheelTanhGradient', op: 'TanhGrad', from: 'y', dyFirst: false,
    bySaved: (ddy, dy, y) => tf.mul(tf.mul(ddy, dy), tf.mul(y, -2)),
  });
  useCurved(tf, {
    kernel: tf.Softplus, gradientKernel: 'FlywheelSoftplusGradient', op: 'SoftplusGrad', from: 'x', dyFirst: true,
    bySaved: (ddy, dy, x) => {
      const slope = tf.sigmoid(x);
      return tf.mul(tf.mul(ddy, dy), tf.mul(slope, tf.sub(1, slope)));
    },
  });
  useCurved(tf, { kernel: tf.Elu, gradientKernel: tf.EluGrad, op: 'EluGrad', from: 'y', dyFirst: true, bySaved: below });
  useCurved(tf, { kernel: tf.Selu, gradientKernel: 'FlywheelSeluGradient', op: 'SeluGrad', from: 'y', dyFirst: true, bySaved: below });
}

function useStraight(tf: TensorFlow, { kernel, op, from, attributes }: Activation): void {
  /** Linear in dy, and `saved` is no input of it. */
  const gradient = (dy: Tensor, saved: Tensor, attrs: NamedAttrMap): Tensor =>
    tf.customGrad(() => ({
      value: nativeOp(tf, op, [dy, saved], [{ name: 'T', dtype: 'float32' }, ...(attributes?.(attrs) ?? [])]),
      gradFunc: (ddy: Tensor) => gradient(ddy, saved, attrs),
    }))(dy);
  setGradient(tf, kernel, {
    ...saving(from),
    gradFunc: (dy, [saved], attrs) => {
      if (saved === undefined) throw new Error(`${kernel} was saved without what its gradient needs.`);
      return { x: () => gradient(single(dy), asFloat(tf, saved), attrs) };
    },
  });
}

function useCurved(tf: TensorFlow, { kernel, gradientKernel, op, from, dyFirst, bySaved }: Curved): void {
  const gradient = (dy: Tensor, y: Tensor) => runKernel(tf, gradientKernel, { dy, y });
  setKernel(tf, gradientKernel, ({ dy, y }) => {
    if (dy === undefined || y === undefined) throw new Error(`${gradientKernel} needs dy and what it is computed from.`);
    return nativeOp(tf, op, dyFirst ? [dy, y] : [y, dy], [{ name: 'T', dtype: 'float32' }]);
  });
  setGradient(tf, gradientKernel, {
    inputsToSave: ['dy', 'y'],
    gradFunc: (ddy, [dy, y]) => {
      if (dy === undefined || y === undefined) throw new Error(`${gradientKernel} was saved without its inputs.`);
      return { dy: () => gradient(single(ddy), y), y: () => bySaved(single(ddy), dy, y) };
    },
  });
  setGradient(tf, kernel, {
    ...saving(from),
    gradFunc: (dy, [saved]) => {
      if (saved === undefined) throw new Error(`${kernel} was saved without what its gradient needs.`);
      return { x: () => gradient(single(dy), asFloat(tf, saved)) };
    },
  });
}

const saving = (from: 'x' | 'y') => (from === 'x' ? { inputsToSave: ['x'] } : { outputsToSave: [true] });

/** Relu takes whole numbers too. */
const asFloat = (tf: TensorFlow, tensor: Tensor) => (tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32'));
