import type { KernelConfig } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../plugin/tensors.ts';
import { nativeBackend } from '../compiled/native-backend.ts';
import { castProducts } from './cast-products.ts';
import type { HalfType } from './half-type.ts';
import { describers } from './product.ts';
import { isWorthIt, type Rule } from './rule.ts';

export interface MixedPrecision {
  readonly type: HalfType;
  /** Which products are run in 16 bits. */
  readonly rule: Rule;
}

/** The name under which TensorFlow.js knows the native backend. */
const NATIVE = 'tensorflow';

let isOn = false;

/**
 * From now on this process runs convolutions, their gradients and matrix products in 16 bits where that is faster:
 * operands are rounded to `type`, products are summed up in float32, results are rounded to `type`. All else stays
 * float32: weights, optimizers, sums, normalisation, activations, losses, and the products of attention (both operands
 * batched). Casts are operations of their own, in a recorded step as in an eager one, so both give the same numbers.
 *
 * Wraps the kernels that are registered now, and works on the native backend alone.
 *
 * @returns switches it off again: the kernels are those of before.
 * @throws where it is on already, or another backend is in use.
 */
export function useMixedPrecision(tf: TensorFlow, { type, rule }: MixedPrecision): () => void {
  if (isOn) throw new Error('Mixed precision is on already.');
  const backend = nativeBackend(tf);
  const replaced = Object.entries(describers).map(([name, describe]) => {
    const own = tf.getKernel(name, NATIVE);
    const ours: KernelConfig = {
      ...own,
      kernelFunc: (call) => {
        const product = describe(call.inputs, call.attrs ?? {});
        if (product === undefined || !isWorthIt(rule, product)) return own.kernelFunc(call);
        // Taken anew for each call: a recorder puts its own in place while it listens.
        const { binding } = backend;
        backend.binding = castProducts(tf, backend, type, product);
        try {
          return own.kernelFunc(call);
        } finally {
          backend.binding = binding;
        }
      },
    };
    put(tf, ours);
    return { own, ours };
  });
  isOn = true;
  return () => {
    for (const { own, ours } of replaced) if (tf.getKernel(own.kernelName, NATIVE) === ours) put(tf, own);
    isOn = false;
  };
}

function put(tf: TensorFlow, kernel: KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}
