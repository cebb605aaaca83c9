import type { ImportResult } from '../domain/dataset-versions/finish-import.ts';
import type { ImportProgress } from '../domain/dataset-versions/record-progress.ts';
import type { Logger } from '../logging.ts';
import { runInChild } from '../processes/run-in-child.ts';
import { type FromImporter, type ImportFailure, isFromImporter, type VersionTask } from './protocol.ts';

export type ImportOutcome = ({ readonly type: 'imported' } & ImportResult) | ImportFailure;

export interface ImportInChildOptions {
  /** All that the process sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
  onProgress(progress: ImportProgress): void;
  /** Stops the process; then this rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Imports in a process of its own, so that what hostile files can break is that process alone. Rejects where it was lost or failed unexpectedly. */
export async function importInChild(task: VersionTask, { environment, logger, onProgress, signal }: ImportInChildOptions): Promise<ImportOutcome> {
  let end: Exclude<FromImporter, { type: 'progress' }> | undefined;
  const how = await runInChild({
    script: new URL('./import-child.ts', import.meta.url), environment, task, signal,
    isMessage: isFromImporter,
    onStart: (pid) => logger.info({ child: pid, target: task.target }, 'importing process started'),
    onMessage(message) {
      if (message.type === 'progress') onProgress({ status: message.status, progress: message.progress });
      else end = message;
    },
  });
  if (end?.type === 'imported' || end?.type === 'fault') return end;
  signal.throwIfAborted();
  throw new Error(end ? end.message : `The importing process ended (${how}) before it was done.`);
}
