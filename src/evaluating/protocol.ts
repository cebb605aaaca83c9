import type { ClaimedEvaluation } from '../domain/evaluations/claim-evaluation.ts';
import type { EvaluationResult } from '../domain/evaluation-result.ts';

/** All that an evaluating process is told; it has no database to look anything up in. */
export interface EvaluationTask extends ClaimedEvaluation {
  readonly type: 'evaluate';
  readonly storeFolder: string;
  /** The module that names the plugins. */
  readonly pluginsFile: string;
}

export type ToEvaluator = EvaluationTask | { readonly type: 'stop' };

export type FromEvaluator =
  /** 0 to 1. */
  | { readonly type: 'progress'; readonly progress: number }
  | { readonly type: 'evaluated'; readonly result: EvaluationResult }
  /** The model cannot be measured so; the message is for the person who asked. */
  | { readonly type: 'fault'; readonly message: string }
  /** Anything else that went wrong; the message is for the log. */
  | { readonly type: 'error'; readonly message: string };

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
function hasType(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && types.includes(value.type);
}

export function isToEvaluator(value: unknown): value is ToEvaluator {
  return hasType(value, ['evaluate', 'stop']);
}

export function isFromEvaluator(value: unknown): value is FromEvaluator {
  return hasType(value, ['progress', 'evaluated', 'fault', 'error']);
}
