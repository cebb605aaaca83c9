import { createRequire } from 'node:module';
import type { ComputeDevice } from '../native/devices.ts';
import type { TensorFlowJs } from '../compute.ts';
import { registerWebGpuKernels } from './kernels/register.ts';
import { BackendUnavailable } from './unavailable.ts';

async function findAdapter(): Promise<GPUAdapter> {
  let dawn: typeof import('webgpu');
  try {
    dawn = await import('webgpu');
  } catch (error) {
    throw new BackendUnavailable(`its library does not load (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`, { cause: error });
  }
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  // TensorFlow.js looks for it where a browser has it; that also keeps Dawn from being collected.
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new BackendUnavailable('no GPU adapter was found (a GPU with a Vulkan, Metal or Direct3D 12 driver is needed)');
  return adapter;
}

/** Software renderers run on the CPU, where WASM is the better choice. */
function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|software/i.test(`${info.device} ${info.description} ${info.architecture}`);
}

/**
 * Ends the process by an error where Dawn refuses a program: it tells so after the call, so that no operation throws, nothing is computed,
 * and the result is what its memory held before.
 */
function endOnErrors(tf: TensorFlowJs): void {
  const backend: unknown = tf.backend();
  if (!(typeof backend === 'object' && backend !== null && 'device' in backend && backend.device instanceof GPUDevice)) return;
  backend.device.addEventListener('uncapturederror', ({ error }) => {
    throw new Error(`WebGPU refused a program of TensorFlow.js (${error.message.split('\n')[0]}).`);
  });
}

/**
 * TensorFlow.js on WebGPU through Dawn, Chrome's implementation of it.
 * @param software whether a renderer that runs on the CPU will do
 * @throws BackendUnavailable where there is no adapter
 */
export async function openWebGpu({ software = false } = {}): Promise<{ tf: TensorFlowJs; devices: ComputeDevice[] }> {
  const adapter = await findAdapter();
  const name = adapter.info.description || adapter.info.device || adapter.info.vendor || 'WebGPU adapter';
  if (!software && isSoftware(adapter.info)) throw new BackendUnavailable(`the only adapter (${name}) is a software renderer`);
  // Not by import, for the reason that native/load.ts has.
  const tf: TensorFlowJs = createRequire(import.meta.url)('@tensorflow/tfjs');
  // Registers itself where navigator.gpu is set by now.
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new BackendUnavailable('TensorFlow.js could not start on its adapter');
  await tf.ready();
  registerWebGpuKernels(tf);
  endOnErrors(tf);
  return { tf, devices: [{ name, kind: isSoftware(adapter.info) ? 'CPU' : 'GPU', memoryBytes: null }] };
}
