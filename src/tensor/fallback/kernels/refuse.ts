import type { TensorFlow } from '../../../plugin/tensors.ts';
import { hasKernel, setKernel } from './kernel.ts';

/** Operations whose kernels give wrong numbers: no error would tell. Compared with native TensorFlow and finite differences, TensorFlow.js 4.22. */
const CUBES = 'the gradient of three-dimensional convolutions and poolings, nor transposed three-dimensional convolutions';
const WRONG: Readonly<Record<string, string>> = {
  Conv3DBackpropInputV2: CUBES,
  MaxPool3D: 'three-dimensional maximum pooling',
  MaxPool3DGrad: CUBES,
  AvgPool3DGrad: CUBES,
  MaxPoolWithArgmax: 'tf.maxPoolWithArgmax (maxPool can be had)',
  Dilation2DBackpropInput: 'the gradient of tf.dilation2d',
  Dilation2DBackpropFilter: 'the gradient of tf.dilation2d',
};

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
    if (!hasKernel(tf, 'wasm', kernelName)) refuse(tf, kernelName, what, 'Native TensorFlow and WebGPU can: run this on a machine that has one of them.');
  }
  for (const [kernelName, what] of Object.entries(WRONG)) refuse(tf, kernelName, what, 'Native TensorFlow can: run this on a machine that has it.');
}

function refuse(tf: TensorFlow, kernelName: string, what: string, advice: string): void {
  setKernel(tf, 'wasm', kernelName, () => {
    throw new Error(`The WASM backend cannot compute ${what}. ${advice}`);
  });
}
