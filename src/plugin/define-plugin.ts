import type { PluginSchema } from '../graphql/plugin-schema.ts';
import type { DatasetKind } from './dataset.ts';
import type { Executor } from './executor.ts';
import type { Specs } from './spec.ts';

/** How tensors may be computed: natively by TensorFlow, by WebGPU, or by WebAssembly. */
export type Backend = 'TENSORFLOW' | 'WEBGPU' | 'WASM';

/** An algorithm, as one object that lists its faces and holds no logic. */
export interface Plugin<H extends Specs = Specs, P extends Specs = Specs> {
  /** Lower-case letters and digits, unique, kept for ever: stored runs point at it, and it is a field of AlgorithmInput. */
  readonly key: string;
  /** The version of this contract that the plugin was written for. */
  readonly apiVersion: 1;
  /** The plugin's own version (semver); stored with every run. */
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly datasetKinds: readonly DatasetKind[];
  /** Where training can run; starting a run elsewhere is refused at once. */
  readonly backends: readonly Backend[];
  readonly hyperparameters: H;
  readonly prompt: P;
  /** Loaded lazily, so that the API process never loads what computes. */
  readonly executor: () => Promise<{ readonly executor: Executor<H, P> }>;
  /** Further GraphQL types and fields of its own. */
  readonly schema?: PluginSchema;
}

/** Types `hyperparameters` and `prompt` through to the executor. What is wrong with a plugin is found at boot. */
export function definePlugin<const H extends Specs, const P extends Specs>(plugin: Plugin<H, P>): Plugin<H, P> {
  return plugin;
}

/**
 * A plugin whose own settings are forgotten, as a list of unlike plugins needs. `executor` takes the settings as
 * arguments, so no supertype but `any` fits every plugin; this is the one place that says so.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyPlugin = Plugin<any, any>;
