import type { Compute, TensorFlowJs } from './compute.ts';
import { openWasm } from './fallback/wasm.ts';
import { openWebGpu } from './fallback/webgpu.ts';
import { BackendUnavailable } from './fallback/unavailable.ts';
import { loadNative } from './native/load.ts';
import { NativeTensorFlowMissing } from './native/missing.ts';
import { registerNativeKernels } from './native-kernels/register.ts';

export type BackendPreference = 'tensorflow' | 'webgpu' | 'wasm';

export interface OpenedBackend {
  readonly tf: TensorFlowJs;
  readonly compute: Compute;
  /** One sentence for each better backend, why it was not taken. */
  readonly why: readonly string[];
}

/** No backend could be opened; the message has a sentence for each that was tried. */
export class NoBackend extends Error {
  override readonly name = 'NoBackend';
}

type Opened = Omit<OpenedBackend, 'why'>;

async function openTensorFlow(): Promise<Opened> {
  const { tf, libraryVersion, devices } = await loadNative();
  await tf.setBackend('tensorflow');
  registerNativeKernels(tf);
  return { tf, compute: { backend: 'TENSORFLOW', libraryVersion, devices } };
}

/** From the fastest to the slowest. */
const openers: Record<BackendPreference, (forced: boolean) => Promise<Opened>> = {
  tensorflow: openTensorFlow,
  webgpu: async (forced) => {
    const { tf, devices } = await openWebGpu({ software: forced });
    return { tf, compute: { backend: 'WEBGPU', libraryVersion: null, devices } };
  },
  wasm: async () => {
    const { tf, devices } = await openWasm();
    return { tf, compute: { backend: 'WASM', libraryVersion: null, devices } };
  },
};

const order: readonly BackendPreference[] = ['tensorflow', 'webgpu', 'wasm'];
const label: Record<BackendPreference, string> = { tensorflow: 'Native TensorFlow', webgpu: 'WebGPU', wasm: 'WASM' };

function whyNot(name: BackendPreference, error: unknown): string {
  if (error instanceof NativeTensorFlowMissing) return error.message;
  if (error instanceof BackendUnavailable) return `${label[name]}: ${error.message}.`;
  throw error;
}

/**
 * Opens the best backend that works here: native TensorFlow, else WebGPU on a real GPU, else WASM. With a preference only that one is tried
 * (WebGPU on a software renderer too). The pure JavaScript backend is never taken: it is some 300 times slower than native.
 * Loading costs 0.1 (WASM) to 1.5 s (native, 400 MB of memory): for trainers and tools, never for the API process.
 * @throws NoBackend saying why each one failed
 */
export async function openBackend(preference?: BackendPreference): Promise<OpenedBackend> {
  const why: string[] = [];
  for (const name of preference === undefined ? order : [preference]) {
    try {
      return { ...(await openers[name](preference !== undefined)), why };
    } catch (error) {
      why.push(whyNot(name, error));
    }
  }
  throw new NoBackend(why.join(' '));
}
