import { createRequire } from 'node:module';
import path from 'node:path';
import { processor, type ComputeDevice } from '../native/devices.ts';
import type { TensorFlowJs } from '../compute.ts';
import { BackendUnavailable } from './unavailable.ts';
import { registerWasmKernels } from './kernels/register.ts';

/**
 * TensorFlow.js on WebAssembly, from the files in node_modules, on one core: its threads need a browser. Gradients that it lacks are
 * composed of kernels that it has (kernels/).
 * @throws BackendUnavailable where it does not start
 */
export async function openWasm(): Promise<{ tf: TensorFlowJs; devices: ComputeDevice[] }> {
  const require = createRequire(import.meta.url);
  // Not by import, for the reason that native/load.ts has.
  const tf: TensorFlowJs = require('@tensorflow/tfjs');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${path.dirname(entry)}/`);
  const started = await tf.setBackend('wasm').catch((error: unknown) => {
    throw new BackendUnavailable(`it did not start (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  });
  if (!started) throw new BackendUnavailable('it did not start');
  await tf.ready();
  registerWasmKernels(tf);
  return { tf, devices: [processor()] };
}
