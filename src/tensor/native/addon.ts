import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { NativeTensorFlowMissing } from './missing.ts';

const REMEDY = 'Run `npm run doctor` to see what is missing, then `npm start` again';

/** What is asked of the compiled binding beside what TensorFlow.js uses. */
export interface Addon {
  readonly file: string;
  readonly libraryVersion: string;
  readonly usesGpu: boolean;
}

interface Binding {
  readonly TF_Version: string;
  readonly isUsingGpuDevice: () => boolean;
}

function isBinding(value: unknown): value is Binding {
  return typeof value === 'object' && value !== null && 'TF_Version' in value && typeof value.TF_Version === 'string'
    && 'isUsingGpuDevice' in value && typeof value.isUsingGpuDevice === 'function' && 'addFunction' in value;
}

/** Where set-up links the compiled binding; the package looks for it in the same place. */
export function addonFile(): string {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
  return path.join(path.dirname(manifest), 'lib/napi-v8/tfjs_binding.node');
}

/**
 * Loads the binding and with it the TensorFlow library (0.5 s, 300 MB resident).
 * @throws NativeTensorFlowMissing where set-up has not made it, or the library does not load
 */
export function loadAddon(): Addon {
  const file = addonFile();
  if (!existsSync(file)) throw new NativeTensorFlowMissing('its binding has not been built', REMEDY);
  let binding: unknown;
  try {
    binding = createRequire(import.meta.url)(file);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
    throw new NativeTensorFlowMissing(`its library does not load (${reason})`, REMEDY, { cause: error });
  }
  if (!isBinding(binding)) throw new NativeTensorFlowMissing('its binding is another one than set-up builds', REMEDY);
  return { file, libraryVersion: binding.TF_Version, usesGpu: binding.isUsingGpuDevice() };
}
