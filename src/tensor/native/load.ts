import { createRequire } from 'node:module';
import { loadAddon } from './addon.ts';
import { gpus, processor, type ComputeDevice } from './devices.ts';
import { restoreUtilFunctions } from './shims.ts';

/** The TensorFlow.js interface on the native library. */
export type NativeTensorFlow = typeof import('@tensorflow/tfjs-node-gpu');

export interface Native {
  readonly tf: NativeTensorFlow;
  /** Version of the TensorFlow library, such as "2.21.0". */
  readonly libraryVersion: string;
  readonly devices: readonly ComputeDevice[];
}

let loaded: Promise<Native> | undefined;

async function load(): Promise<Native> {
  // TensorFlow writes its start-up notes to stderr below level 2 (errors and warnings of ops still come as exceptions).
  process.env['TF_CPP_MIN_LOG_LEVEL'] = '2';
  // Otherwise the first trainer takes all memory of a GPU, and the next one, or a generation beside it, finds none.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] = 'true';
  restoreUtilFunctions();
  const addon = loadAddon();
  // Not by import, which may give a copy of its functions that does not follow when one is replaced (route-random.ts).
  const tf: NativeTensorFlow = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');
  await tf.ready();
  return { tf, libraryVersion: addon.libraryVersion, devices: addon.usesGpu ? [...(await gpus()), processor()] : [processor()] };
}

/**
 * TensorFlow.js on the native TensorFlow library. The first call takes about a second and 400 MB of memory, later ones nothing.
 * Only trainers and tools call this: the API process never loads TensorFlow.
 * @throws NativeTensorFlowMissing where the library or its binding is not there or does not load
 */
export function loadNative(): Promise<Native> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}
