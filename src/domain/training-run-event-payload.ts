import type { StoredProgress, TrainingRunState } from './entities/training-run.ts';
import type { StoredOutput } from './stored-output.ts';

/** What an event says; `type` is the name of its GraphQL type. */
export type TrainingRunEventPayload =
  | { readonly type: 'TrainingRunStateChanged'; readonly state: TrainingRunState; readonly attempt: number; readonly message: string | null }
  | { readonly type: 'MetricsLogged'; readonly step: number; readonly values: readonly { readonly name: string; readonly value: number }[]; readonly progress: StoredProgress }
  | { readonly type: 'SamplesMade'; readonly step: number; readonly outputs: readonly StoredOutput[] }
  | { readonly type: 'CheckpointSaved'; readonly step: number; readonly sizeBytes: number }
  /** `level` is absent, and INFO, in what an earlier release has stored. */
  | { readonly type: 'LogWritten'; readonly line: string; readonly level?: LogLevel };

/** WARNING: somebody should look at it. */
export type LogLevel = 'INFO' | 'WARNING';
