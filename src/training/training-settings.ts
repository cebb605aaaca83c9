/** How long things may take, in milliseconds. */
export interface TrainingTiming {
  /** Reports are stored at most this often. */
  readonly storeEvery: number;
  /** Whether the run is canceled or lost is looked up this often, beside the notifications. */
  readonly pollEvery: number;
  /** A trainer that was told to cancel has this long for its `finally` blocks. */
  readonly cancelGrace: number;
  /** A trainer that was told to save its state and stop has this long. Below the 10 s that a worker waits for its jobs. */
  readonly saveGrace: number;
  /** A trainer whose main thread gave no sign for so long is killed. TensorFlow blocks it for seconds at most. */
  readonly silence: number;
  /** A plugin that tells nothing for so long, while its process lives, is spoken of in the run's log. */
  readonly quiet: number;
  /** Between two checkpoints by the clock. */
  readonly checkpointEvery: number;
  /** Before the first retry after a trainer was lost; doubles with each. */
  readonly retryAfter: number;
}

export const defaultTiming: TrainingTiming = {
  storeEvery: 250,
  pollEvery: 2_000,
  cancelGrace: 5_000,
  saveGrace: 8_000,
  silence: 300_000,
  quiet: 300_000,
  checkpointEvery: 20_000,
  retryAfter: 250,
};

export interface TrainingSettings {
  readonly storeFolder: string;
  readonly pluginsFile: string;
  /** All that the trainer sees of the environment (`childEnvironment` in config.ts). */
  readonly environment: Readonly<Record<string, string>>;
  readonly timing?: Partial<TrainingTiming>;
  /** Bytes that a trainer may have; nine tenths of the machine's where absent. */
  readonly memoryLimit?: number;
}
