import type { Compile, Feed } from './compile.ts';
import type { Batch, Dataset, DatasetKind, DescriptionOf } from './dataset.ts';
import type { ExportGraph } from './export-graph.ts';
import type { NeuralOps } from './neural-ops.ts';
import type { Scorer } from './scores.ts';
import type { Specs, Values } from './spec.ts';
import type { CreateOptimizer, NamedTensors, Random, TensorFlow } from './tensors.ts';

/** Names are `split/what`, for example `train/loss`, `validation/loss`, `test/loss`; values are finite. */
export type Metrics = Readonly<Record<string, number>>;

/** A picture that a model made, or that shows how training goes. */
export interface ImageOutput {
  readonly type: 'image';
  readonly width: number;
  readonly height: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** height × width × channels, row by row, 0 to 255. */
  readonly pixels: Uint8Array;
  /** The class that it was conditioned on. */
  readonly conditionLabel?: string;
}

/** A text that a model made. */
export interface TextOutput {
  readonly type: 'text';
  readonly text: string;
}

/** What class something is of. */
export interface ClassificationOutput {
  readonly type: 'classification';
  /** The most probable class. */
  readonly label: string;
  /** All classes, most probable first; they sum to 1. */
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
}

/** What to offer somebody. */
export interface RecommendationOutput {
  readonly type: 'recommendation';
  /** Best first; a greater score is better, and compares within this output alone. */
  readonly items: readonly { readonly item: string; readonly score: number }[];
}

export type Output = ImageOutput | TextOutput | ClassificationOutput | RecommendationOutput;

/** A piece of a text that is still being made, told at once; the whole text follows as a `TextOutput`. */
export interface TextPart {
  readonly type: 'text-part';
  readonly text: string;
}

/** Where a run stands; steps and epochs are counted over the whole run, from 1 when the first one is done. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
}

/** All that an exact resume needs beside what the host keeps itself (random position, hyper-parameters, versions). */
export interface CheckpointState {
  /** Weights and optimizer state. The host copies them before the generator goes on. */
  readonly tensors: NamedTensors;
  /** Anything else; JSON. */
  readonly state: Readonly<Record<string, unknown>>;
}

export interface Checkpoint extends CheckpointState {
  readonly step: number;
}

/** A published file of a model version. `path` is relative, with forward slashes: `decoder/model.json`. */
export interface ModelFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * What a trainer tells its host. Steps count up; a run that goes on from a checkpoint tells the steps after it again,
 * and the host drops those that are stored already.
 */
export type TrainEvent =
  /** A step's metrics may come in several events, for example of training and then of validation. */
  | { readonly type: 'metrics'; readonly step: number; readonly values: Metrics; readonly progress: Progress }
  | { readonly type: 'samples'; readonly step: number; readonly outputs: readonly Output[] }
  | ({ readonly type: 'checkpoint' } & Checkpoint)
  /** WARNING: somebody should look at it; INFO where absent. */
  | { readonly type: 'log'; readonly line: string; readonly level?: 'INFO' | 'WARNING' }
  /** The last event: the trained model, in files that `load` reads and that TensorFlow.js loads anywhere. */
  | { readonly type: 'model'; readonly files: readonly ModelFile[]; readonly parameterCount: number };

export interface Checkpoints {
  /**
   * Where to go on from; undefined at a fresh start. The caller disposes the tensors. Also puts `random` back to where it
   * stood then, so ask after the model is built: draws for weights that are replaced anyway are not counted twice.
   */
  latest(): Promise<Checkpoint | undefined>;
  /** The best one by the run's early-stopping metric; undefined where the run has none. */
  best(): Promise<Checkpoint | undefined>;
  /** Whether it is time to yield a checkpoint: by the clock, or because the metrics just yielded were the best. */
  due(): boolean;
}

export const precisions = ['FLOAT32', 'MIXED'] as const;
/**
 * What training computes in. MIXED: convolutions and matrix products in 16 bits where that is faster, all else in
 * float32; the host sees to it, tensors stay float32.
 */
export type Precision = (typeof precisions)[number];

/** A model that training goes on from. */
export interface InitialModel<K extends DatasetKind = DatasetKind> {
  /** Reads a published file; rejects where there is none of that path. */
  readFile(path: string): Promise<Uint8Array>;
  /** The dataset version that it was trained on: same kind and shape, but perhaps other classes. */
  readonly dataset: DescriptionOf<K>;
}

/** All that a training function may touch: no database, no GraphQL, no clock but the host's. */
export interface TrainContext<H extends Specs = Specs, K extends DatasetKind = DatasetKind> {
  readonly hyperparameters: Values<H>;
  readonly data: Dataset<K>;
  readonly seed: number;
  readonly precision: Precision;
  readonly tf: TensorFlow;
  readonly random: Random;
  readonly createOptimizer: CreateOptimizer;
  readonly nn: NeuralOps;
  readonly compile: Compile;
  readonly feed: Feed;
  readonly exportGraph: ExportGraph;
  readonly checkpoints: Checkpoints;
  /**
   * Whose weights to begin with; undefined where they are drawn. Only where the plugin says `warmStart`. It is there at a resume, too:
   * build the network by it, then let the checkpoint replace the weights.
   */
  readonly initial?: InitialModel<K> | undefined;
  /** Aborted when the run is canceled; the host then ends the generator, which runs its `finally` blocks. */
  readonly signal: AbortSignal;
  /** True once the run should end early but well (early stopping, time limit): leave the loop and yield the model. */
  shouldStop(): boolean;
}

export interface LoadContext<K extends DatasetKind = DatasetKind> {
  /** Reads a published file; rejects where there is none of that path. */
  readFile(path: string): Promise<Uint8Array>;
  /** The dataset version that the model was trained on. */
  readonly dataset: DescriptionOf<K>;
  readonly tf: TensorFlow;
  readonly nn: NeuralOps;
  readonly compile: Compile;
}

export interface EvaluateContext<K extends DatasetKind = DatasetKind> {
  readonly data: Dataset<K>;
  readonly split: 'VALIDATION' | 'TEST';
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** A decoded picture. */
export interface Image {
  readonly height: number;
  readonly width: number;
  /** 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** height × width × channels, row by row, 0 to 255. */
  readonly pixels: Uint8Array;
}

export interface GenerateContext<P extends Specs = Specs> {
  readonly prompt: Values<P>;
  /** The picture of a prompt's IMAGE_UPLOAD. Throws `PromptError` where it cannot be decoded. */
  readImage(uploadId: string): Promise<Image>;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** How a model that says of which class a sample is answers for whole batches, so that evaluations can look at every sample. */
export interface Classifier<K extends DatasetKind = DatasetKind> {
  /** In the order of the logits. */
  readonly classes: readonly string[];
  /** Log probabilities, up to one constant for each sample: count × classes, row by row, finite. */
  logits(batch: Batch<K>): Promise<Float32Array>;
}

/** A model in memory, used for many generations. */
export interface LoadedModel<P extends Specs = Specs, K extends DatasetKind = DatasetKind> {
  /**
   * Metrics without a prefix, for example `{ loss }`; the host adds the split's name. Throws where the split cannot be measured (it has no
   * labels, or too few samples), saying what it lacks: after training, the version is then published without metrics, and the log warns.
   */
  evaluate(context: EvaluateContext<K>): Promise<Metrics>;
  /** Of models that classify. Evaluations then tell classes apart, show the worst samples, and compare versions sample by sample. */
  readonly classifier?: Classifier<K> | undefined;
  /**
   * Of models that do not classify, where samples can be scored one by one: evaluations then have intervals, parts of a split and
   * worst samples, and versions are compared with a test. A model with neither is measured by `evaluate` as a whole.
   */
  readonly scorer?: Scorer<K> | undefined;
  /** Yields each output as soon as it is made. Throws `PromptError` for a prompt that this model cannot answer. */
  generate(context: GenerateContext<P>): AsyncGenerator<Output | TextPart, void, void>;
  dispose(): void;
}

/** The part of a plugin that computes. Loaded only by trainers and serving processes. */
export interface Executor<H extends Specs = Specs, P extends Specs = Specs, K extends DatasetKind = DatasetKind> {
  train(context: TrainContext<H, K>): AsyncGenerator<TrainEvent, void, void>;
  load(context: LoadContext<K>): Promise<LoadedModel<P, K>>;
}

/** A prompt that is well-formed but does not fit the model, for example a label that it does not know. */
export class PromptError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'PromptError';
    this.field = field;
  }
}
