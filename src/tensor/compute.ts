import type { ComputeDevice } from './native/devices.ts';

/** TensorFlow.js, whatever computes beneath it. */
export type TensorFlowJs = typeof import('@tensorflow/tfjs');

/** What computes. TENSORFLOW is the native library; the pure JavaScript backend of TensorFlow.js is never used. */
export type TensorBackend = 'TENSORFLOW' | 'WEBGPU' | 'WASM';

export interface Compute {
  readonly backend: TensorBackend;
  /** Of the native library; null on the others. */
  readonly libraryVersion: string | null;
  readonly devices: readonly ComputeDevice[];
}
