import { createHash } from 'node:crypto';
import type { StoredCheckpoint } from '../../domain/training-runs/trainer-report.ts';
import type { TakenTrainingRun } from '../../domain/training-runs/take-training-run.ts';
import type { Checkpoint, TensorFlow } from '../../plugin/index.ts';
import { BlobNotFound, type BlobStore } from '../../store/blob-store.ts';
import { checkpointKey } from '../../store/keys.ts';
import { type CheckpointAbout, type CheckpointFile, decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.ts';
import { copyTensors, makeTensors } from './raw-tensors.ts';

/** Saving by the clock may take this share of the time at most; where it is slow, checkpoints are rarer. */
const MAX_SHARE = 0.03;

/** What the host puts into a checkpoint beside the plugin's own. */
export type HostState = Pick<CheckpointAbout, 'randomPosition' | 'earlyStopping' | 'secondsTrained'>;

export interface CheckpointKeeperOptions {
  readonly run: TakenTrainingRun;
  readonly store: BlobStore;
  readonly tf: TensorFlow;
  readonly everySeconds: number;
  readonly onDamaged: (step: number) => Promise<void>;
}

/** Reads and writes a run's checkpoints, and says when one is due. */
export class CheckpointKeeper {
  readonly #options: CheckpointKeeperOptions;
  #resumed: CheckpointFile | undefined;
  #best: StoredCheckpoint | undefined;
  #lastSaved = performance.now();
  #secondsPerSave = 0;

  private constructor(options: CheckpointKeeperOptions, resumed: CheckpointFile | undefined) {
    this.#options = options;
    this.#resumed = resumed;
    this.#best = options.run.checkpoints.find((checkpoint) => checkpoint.best);
  }

  /** Reads the newest checkpoint that is whole. */
  static async open(options: CheckpointKeeperOptions): Promise<CheckpointKeeper> {
    for (const stored of options.run.checkpoints) {
      const file = await readWhole(options.store, stored);
      if (file) return new CheckpointKeeper(options, file);
      await options.onDamaged(stored.step);
    }
    return new CheckpointKeeper(options, undefined);
  }

  /** What this attempt goes on from; forgotten with the first checkpoint of its own. */
  get resumed(): CheckpointAbout | undefined {
    return this.#resumed?.about;
  }

  /** By the clock. */
  isTime(): boolean {
    const seconds = (performance.now() - this.#lastSaved) / 1000;
    return seconds >= Math.max(this.#options.everySeconds, this.#secondsPerSave / MAX_SHARE);
  }

  latest(): Checkpoint | undefined {
    return this.#resumed && this.#toCheckpoint(this.#resumed);
  }

  async best(): Promise<Checkpoint | undefined> {
    const file = this.#best && (await readWhole(this.#options.store, this.#best));
    return file && this.#toCheckpoint(file);
  }

  /** Resolves when the checkpoint is durable. */
  async save({ step, tensors, state }: Checkpoint, host: HostState, best: boolean): Promise<StoredCheckpoint> {
    const started = performance.now();
    const { run, store } = this.#options;
    const about: CheckpointAbout = {
      formatVersion: 1,
      algorithm: run.algorithm,
      pluginVersion: run.pluginVersion,
      hyperparameters: { ...run.hyperparameters },
      seed: run.seed,
      step,
      state: { ...state },
      ...host,
    };
    const key = checkpointKey(run.trainingRunId, step, run.attempt);
    const { sizeBytes, sha256 } = await store.write(key, pieces(encodeCheckpoint({ about, tensors: await copyTensors(tensors) })));
    const saved = { step, key, sizeBytes, sha256, best };
    if (best) this.#best = saved;
    // It is behind us; a large model's checkpoint is not kept in memory for nothing.
    this.#resumed = undefined;
    this.#lastSaved = performance.now();
    this.#secondsPerSave = (this.#lastSaved - started) / 1000;
    return saved;
  }

  #toCheckpoint({ about, tensors }: CheckpointFile): Checkpoint {
    return { step: about.step, state: about.state, tensors: makeTensors(this.#options.tf, tensors) };
  }
}

/** Undefined where the file is gone, or is not what was written. */
async function readWhole(store: BlobStore, { key, sha256 }: StoredCheckpoint): Promise<CheckpointFile | undefined> {
  try {
    const bytes = await store.readAll(key);
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? decodeCheckpoint(bytes) : undefined;
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined;
    throw error;
  }
}

async function* pieces(list: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* list;
}
