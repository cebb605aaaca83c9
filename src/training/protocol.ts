import type { TrainingResult } from '../domain/training-runs/finish-training-run.ts';
import type { TakenTrainingRun } from '../domain/training-runs/take-training-run.ts';
import type { TrainerReport } from '../domain/training-runs/trainer-report.ts';

/** All that a trainer is told; it has no database to look anything up in. */
export interface TrainerTask {
  readonly run: TakenTrainingRun;
  /** Of the model version that this attempt makes, should it come to its end. */
  readonly modelVersionId: string;
  readonly storeFolder: string;
  /** The module that names the plugins. */
  readonly pluginsFile: string;
  /** Between two checkpoints by the clock. */
  readonly checkpointSeconds: number;
  /** A plugin that tells nothing for so long is spoken of. */
  readonly quietSeconds: number;
}

export type ToTrainer =
  | { readonly type: 'task'; readonly task: TrainerTask }
  /** So many reports are stored: the trainer may send as many more. */
  | { readonly type: 'stored'; readonly count: number };

/** A trainer's last message. */
export type TrainerEnd =
  | { readonly type: 'finished'; readonly result: TrainingResult }
  /** `message` is for the person who started the run; `detail` for the log. */
  | { readonly type: 'failed'; readonly message: string; readonly detail: string }
  /** As it was told to. */
  | { readonly type: 'stopped' };

export type FromTrainer = { readonly type: 'reports'; readonly reports: readonly TrainerReport[] } | TrainerEnd;

/** Reports that a trainer may be ahead of the database. */
export const REPORTS_AHEAD = 1000;

/**
 * The trainer's fourth pipe, read and written by a thread of its own, so that neither a command nor a sign of life waits for
 * TensorFlow. Commands are single bytes; each beat is a line of JSON. Its end means that the worker is gone.
 */
export const WATCH_FD = 4;

/** Commands, as bits: a later one adds to an earlier one. */
export const commands = { cancel: 1, save: 2 } as const;
export type Command = keyof typeof commands;

export const BEAT_MS = 1000;

export interface Beat {
  /** Changes while the main thread comes round. */
  readonly pulse: number;
  /** Bytes. */
  readonly resident: number;
  /** Bytes that the machine or container still has. */
  readonly available: number;
}

export function isToTrainer(value: unknown): value is ToTrainer {
  return hasType(value, ['task', 'stored']);
}

export function isFromTrainer(value: unknown): value is FromTrainer {
  return hasType(value, ['reports', 'finished', 'failed', 'stopped']);
}

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
function hasType(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && types.includes(value.type);
}
