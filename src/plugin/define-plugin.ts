import type { PluginSchema } from '../graphql/plugin-schema.ts';
import type { DatasetKind, DescriptionOf } from './dataset.ts';
import type { Executor } from './executor.ts';
import type { ParsedValues } from './parse-values.ts';
import type { Specs, Values } from './spec.ts';

/** How tensors may be computed: natively by TensorFlow, by WebGPU, or by WebAssembly. */
export type Backend = 'TENSORFLOW' | 'WEBGPU' | 'WASM';

/** A model that training may go on from. */
export interface EarlierModel<H extends Specs, K extends DatasetKind> {
  /** Complete, as it was trained. */
  readonly hyperparameters: Values<H>;
  /** The dataset version that it was trained on. */
  readonly dataset: DescriptionOf<K>;
}

/** What a model must have in common with a run that goes on from it. */
export interface WarmStart<H extends Specs = Specs, K extends DatasetKind = DatasetKind> {
  /**
   * Hyper-parameters that decide the shapes of the weights. Where a run leaves them open they are the earlier model's, and
   * another value is refused.
   */
  readonly keeps: readonly (keyof H & string)[] | ((earlier: EarlierModel<H, K>) => readonly (keyof H & string)[]);
  /** What else keeps a run (settings fitted) from going on from a model, as a sentence; undefined where nothing does. */
  readonly misfit?: (hyperparameters: Values<H>, dataset: DescriptionOf<K>, earlier: EarlierModel<H, K>) => string | undefined;
}

/** An algorithm, as one object that lists its faces and holds no logic. */
export interface Plugin<H extends Specs = Specs, P extends Specs = Specs, K extends DatasetKind = DatasetKind> {
  /** Lower-case letters and digits, unique, kept for ever: stored runs point at it, and it is a field of AlgorithmInput. */
  readonly key: string;
  /** The version of this contract that the plugin was written for. */
  readonly apiVersion: 1;
  /** The plugin's own version (semver); stored with every run. */
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly datasetKinds: readonly K[];
  /** Where training can run; starting a run elsewhere is refused at once. */
  readonly backends: readonly Backend[];
  readonly hyperparameters: H;
  readonly prompt: P;
  /**
   * Fits hyper-parameters to the data, before a run is queued: fills in what has no default of its own, and refuses what
   * does not suit this dataset version. Where absent, they are taken as they are. Loads nothing and computes next to nothing.
   */
  readonly fitHyperparameters?: (hyperparameters: Values<H>, dataset: DescriptionOf<K>) => ParsedValues<H>;
  /**
   * Whether training heeds the `weights` of batches, for these settings (fitted) and this dataset version; `true`: always.
   * Absent: never, and runs that ask for CLASS_WEIGHTS are refused. Loads nothing and computes next to nothing.
   */
  readonly heedsWeights?: true | ((hyperparameters: Values<H>, dataset: DescriptionOf<K>) => boolean);
  /**
   * Whether a model that was trained with these settings draws samples of a class that is asked for; its `prompt` then takes
   * `label`, a class name, and `count`. Absent: none does. The missing samples of rare classes are drawn so (GENERATED).
   */
  readonly drawsClasses?: (hyperparameters: Values<H>) => boolean;
  /**
   * Whether training goes on from `initial`, a model of this plugin, where the context has one; `true`: whatever its settings.
   * The host sees to it that the kind of data, and the shape of images or the columns, are the same; classes, words and items may
   * differ. Absent: runs that ask for it are refused.
   */
  readonly warmStart?: true | WarmStart<H, K>;
  /**
   * Metrics of which more is better, by their names without the split (`bleu`, not `validation/bleu`): early stopping keeps the best by
   * them. Of others less is, but of names that the field has in common (accuracy, f1, roc_auc, r2, bleu, ndcg_at_10, …), which need not be here.
   */
  readonly higherIsBetter?: readonly string[];
  /** Loaded lazily, so that the API process never loads what computes. */
  readonly executor: () => Promise<{ readonly executor: Executor<H, P, K> }>;
  /** Further GraphQL types and fields of its own. */
  readonly schema?: PluginSchema;
}

/** Types `hyperparameters`, `prompt` and the kinds of data through to the executor. What is wrong with a plugin is found at boot. */
export function definePlugin<const H extends Specs, const P extends Specs, const K extends DatasetKind>(plugin: Plugin<H, P, K>): Plugin<H, P, K> {
  return plugin;
}

/**
 * A plugin whose own settings are forgotten, as a list of unlike plugins needs. `executor` takes the settings as
 * arguments, so no supertype but `any` fits every plugin; this is the one place that says so.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyPlugin = Plugin<any, any, any>;
