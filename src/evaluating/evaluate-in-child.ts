import type { Logger } from '../logging.ts';
import { exitOf, forkScript } from '../processes/fork-script.ts';
import { type EvaluationTask, type FromEvaluator, isFromEvaluator, type ToEvaluator } from './protocol.ts';

/** A process that was told to stop has this long to end by itself. */
const STOP_GRACE_MS = 3_000;

export type EvaluationOutcome = Exclude<FromEvaluator, { type: 'progress' }>;

export interface EvaluateInChildOptions {
  /** All that the process sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
  onProgress(progress: number): void;
  /** Stops the process; then this rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Measures in a process of its own, so that what a plugin can break is that process alone. */
export async function evaluateInChild(task: EvaluationTask, { environment, logger, onProgress, signal }: EvaluateInChildOptions): Promise<EvaluationOutcome> {
  signal.throwIfAborted();
  const child = forkScript(new URL('./evaluate-child.ts', import.meta.url), environment);
  logger.info({ child: child.pid, evaluationId: task.id }, 'evaluating process started');
  const send = (message: ToEvaluator) => {
    if (child.connected) child.send(message, () => undefined);
  };
  let end: EvaluationOutcome | undefined;
  child.on('message', (message) => {
    if (!isFromEvaluator(message)) return;
    if (message.type === 'progress') onProgress(message.progress);
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
  if (end && end.type !== 'error') return end;
  signal.throwIfAborted();
  return end ?? { type: 'error', message: `The evaluating process ended (${how}) before it was done.` };
}
