import type { ComputeInfo } from '../compute-info.ts';
import type { StoredProgress } from '../entities/training-run.ts';
import type { StoredOutput } from '../stored-output.ts';
import type { LogLevel } from '../training-run-event-payload.ts';

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** A checkpoint that lies in the store. */
export interface StoredCheckpoint {
  readonly step: number;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** The best so far by the run's early-stopping metric. */
  readonly best: boolean;
}

/** What an attempt has to say about its run, in order. `time` is milliseconds since 1970. */
export type TrainerReport =
  /** The first one: everything is open, training begins. */
  | { readonly type: 'started'; readonly compute: ComputeInfo; readonly time: number }
  | { readonly type: 'metrics'; readonly step: number; readonly values: readonly NamedValue[]; readonly progress: StoredProgress; readonly time: number }
  | { readonly type: 'samples'; readonly step: number; readonly outputs: readonly StoredOutput[]; readonly time: number }
  | { readonly type: 'checkpoint'; readonly checkpoint: StoredCheckpoint; readonly time: number }
  /** A checkpoint whose bytes are not what was stored. */
  | { readonly type: 'damaged'; readonly step: number; readonly time: number }
  /** `step`: the newest that this attempt had told before a line of the plugin's; null for lines of the host's own. */
  | { readonly type: 'log'; readonly line: string; readonly level: LogLevel; readonly step: number | null; readonly time: number };
