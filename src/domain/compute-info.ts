import type { Backend } from '../plugin/index.ts';

export interface ComputeDevice {
  readonly name: string;
  readonly kind: 'CPU' | 'GPU';
  readonly memoryBytes: number | null;
}

/** How tensors are computed in some process. */
export interface ComputeInfo {
  readonly backend: Backend;
  /** Of the native library; null where there is none. */
  readonly libraryVersion: string | null;
  readonly devices: readonly ComputeDevice[];
}
