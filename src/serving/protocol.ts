import type { ClaimedGeneration } from '../domain/generations/claim-generation.ts';
import type { Made } from '../domain/generations/record-made.ts';

/** All that a serving process is told at first; it has no database to look anything up in. */
export interface ServingStart {
  readonly type: 'start';
  readonly storeFolder: string;
  /** The module that names the plugins. */
  readonly pluginsFile: string;
  readonly logLevel: string;
}

export type GenerateRequest = ClaimedGeneration;

export type ToServing =
  | ServingStart
  | { readonly type: 'generate'; readonly requestId: string; readonly request: GenerateRequest }
  | { readonly type: 'cancel'; readonly requestId: string };

export interface GenerationTimes {
  /** Milliseconds; 0 where the model was in memory. */
  readonly loadMs: number;
  readonly generateMs: number;
}

/** `prompt`: the message is for the person who asked. `canceled`: as told to. `error`: the message is for the log. */
export type FailureKind = 'prompt' | 'canceled' | 'error';

export type FromServing =
  /** TensorFlow and the plugins are loaded. */
  | { readonly type: 'ready' }
  | { readonly type: 'piece'; readonly requestId: string; readonly piece: Made }
  | ({ readonly type: 'made'; readonly requestId: string } & GenerationTimes)
  | { readonly type: 'failed'; readonly requestId: string; readonly kind: FailureKind; readonly message: string };

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
function hasType(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && types.includes(value.type);
}

export function isToServing(value: unknown): value is ToServing {
  return hasType(value, ['start', 'generate', 'cancel']);
}

export function isFromServing(value: unknown): value is FromServing {
  return hasType(value, ['ready', 'piece', 'made', 'failed']);
}
