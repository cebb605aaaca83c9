import type { ImportResult } from '../domain/dataset-versions/finish-import.ts';
import type { ImportProgress } from '../domain/dataset-versions/record-progress.ts';
import type { Logger } from '../logging.ts';
import { exitOf, forkScript } from '../processes/fork-script.ts';
import { type FromImporter, isFromImporter, type ToImporter, type VersionTask } from './protocol.ts';

/** A process that was told to stop has this long to take away what it wrote. */
const STOP_GRACE_MS = 3_000;

export type ImportOutcome = ({ readonly type: 'imported' } & ImportResult) | { readonly type: 'fault'; readonly message: string };

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
  signal.throwIfAborted();
  const child = forkScript(new URL('./import-child.ts', import.meta.url), environment);
  logger.info({ child: child.pid, target: task.target }, 'importing process started');
  const send = (message: ToImporter) => {
    if (child.connected) child.send(message, () => undefined);
  };
  let end: Exclude<FromImporter, { type: 'progress' }> | undefined;
  child.on('message', (message) => {
    if (!isFromImporter(message)) return;
    if (message.type === 'progress') onProgress({ status: message.status, progress: message.progress });
    else end = message;
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    send({ type: 'stop' });
    killing = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', stop);
  send(task);
  const how = await exitOf(child);
  signal.removeEventListener('abort', stop);
  clearTimeout(killing);
  if (end?.type === 'imported' || end?.type === 'fault') return end;
  signal.throwIfAborted();
  throw new Error(end ? end.message : `The importing process ended (${how}) before it was done.`);
}
