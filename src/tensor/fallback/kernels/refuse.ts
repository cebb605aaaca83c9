import type { TensorFlow } from '../../../plugin/tensors.ts';
import { hasKernel, setKernel } from './kernel.ts';

/** Operations that WASM cannot compute and that its kernels do not add up to, as an author knows them. */
const COMPLEX = 'complex numbers and Fourier transforms';
const REFUSED: Readonly<Record<string, string>> = {
  Complex: COMPLEX,
  ComplexAbs: COMPLEX,
  Real: COMPLEX,
  Imag: COMPLEX,
  FFT: COMPLEX,
  IFFT: COMPLEX,
  Einsum: 'tf.einsum (matMul, transpose and sum do the same)',
};

/** Says what is missing and where it is, instead of the library's own words. */
export function refuseTheRest(tf: TensorFlow): void {
  for (const [kernelName, what] of Object.entries(REFUSED)) {
    if (hasKernel(tf, 'wasm', kernelName)) continue;
    setKernel(tf, 'wasm', kernelName, () => {
      throw new Error(`The WASM backend cannot compute ${what}. Native TensorFlow and WebGPU can: run this on a machine that has one of them.`);
    });
  }
}
