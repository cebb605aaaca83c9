import type { WantedSubject } from '../data/subjects/conditions.ts';
import type { FoundSamples } from '../data/subjects/find-samples.ts';
import type { DatasetDescription } from '../plugin/index.ts';

/** All that a process which looks for a person's samples is told; it has no database to look anything up in. */
export interface SearchTask {
  readonly type: 'search';
  readonly storeFolder: string;
  readonly versions: readonly (WantedSubject & { readonly id: string; readonly key: string; readonly description: DatasetDescription })[];
  /** Key of a folder for work in progress. */
  readonly work: string;
  /** Where in the store their samples are written, a file of JSON lines per version; null: they are only counted. */
  readonly target: string | null;
}

export type ToSearcher = SearchTask | { readonly type: 'stop' };

export type FromSearcher =
  | ({ readonly type: 'found'; readonly id: string } & FoundSamples)
  | { readonly type: 'done' }
  /** What went wrong; for the log. */
  | { readonly type: 'error'; readonly message: string };

/** Both ends are ours and of one version; messages of another origin (a library's) are told apart by their type. */
function hasType(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && types.includes(value.type);
}

export const isToSearcher = (value: unknown): value is ToSearcher => hasType(value, ['search', 'stop']);
export const isFromSearcher = (value: unknown): value is FromSearcher => hasType(value, ['found', 'done', 'error']);
