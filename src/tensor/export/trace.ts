import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../plugin/index.ts';
import type { KernelCall } from './kernel-nodes.ts';

interface Engine {
  runKernel(kernel: string, inputs: NamedTensorMap, attrs?: NamedAttrMap): Tensor | Tensor[];
}

/** Runs a function and tells every kernel that it calls, with what the kernel gave. Kernels called by kernels are not told. */
export function traceKernels<T>(tf: TensorFlow, run: () => T, onKernel: (call: KernelCall, results: readonly Tensor[]) => void): T {
  const engine: Engine = tf.engine();
  const own = engine.runKernel;
  let depth = 0;
  engine.runKernel = (kernel, inputs, attrs = {}) => {
    depth += 1;
    try {
      const result = own.call(engine, kernel, inputs, attrs);
      if (depth === 1) onKernel({ kernel, inputs, attrs }, Array.isArray(result) ? result : [result]);
      return result;
    } finally {
      depth -= 1;
    }
  };
  try {
    return run();
  } finally {
    engine.runKernel = own;
  }
}
