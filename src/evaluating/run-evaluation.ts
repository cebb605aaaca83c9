import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claimEvaluation, finishEvaluation } from '../domain/evaluations/claim-evaluation.ts';
import type { Logger } from '../logging.ts';
import { exitOf, forkScript } from '../processes/fork-script.ts';
import { type EvaluationTask, type FromEvaluator, isFromEvaluator, type ToEvaluator } from './protocol.ts';

/** A fault of our own is tried again up to this delivery. */
const TRIES = 3;
const STOP_GRACE_MS = 3_000;

export interface RunEvaluationDeps {
  readonly em: EntityManager;
  readonly storeFolder: string;
  readonly pluginsFile: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

export interface EvaluationDelivery {
  readonly evaluationId: string;
  /** 1 at first. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** Measures in a process of its own, and stores what was found. One that is finished already is left alone. Rejects where the job should come again. */
export async function runEvaluation({ em, storeFolder, pluginsFile, environment, logger }: RunEvaluationDeps, { evaluationId, attempt, signal }: EvaluationDelivery): Promise<void> {
  const claimed = await claimEvaluation(em.fork(), evaluationId);
  if (!claimed) return;
  const end = await evaluateInChild({ type: 'evaluate', storeFolder, pluginsFile, ...claimed }, environment, signal);
  if (end?.type === 'evaluated') return finishEvaluation(em.fork(), evaluationId, { result: end.result });
  if (end?.isFault) return finishEvaluation(em.fork(), evaluationId, { failure: end.message });
  signal.throwIfAborted();
  const reference = randomUUID().slice(0, 8);
  logger.error({ evaluationId, attempt, reference, message: end?.message ?? 'its process was lost' }, 'evaluation failed');
  if (attempt < TRIES) throw new Error('The evaluation failed.');
  await finishEvaluation(em.fork(), evaluationId, { failure: `The model could not be measured, by a fault of the server or of its plugin. Reference ${reference}.` });
}

async function evaluateInChild(task: EvaluationTask, environment: Readonly<Record<string, string>>, signal: AbortSignal): Promise<FromEvaluator | undefined> {
  signal.throwIfAborted();
  const child = forkScript(new URL('./evaluate-child.ts', import.meta.url), environment);
  const send = (message: ToEvaluator) => {
    if (child.connected) child.send(message, () => undefined);
  };
  let end: FromEvaluator | undefined;
  child.on('message', (message) => {
    if (isFromEvaluator(message)) end = message;
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    send({ type: 'stop' });
    killing = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', stop);
  send(task);
  await exitOf(child);
  signal.removeEventListener('abort', stop);
  clearTimeout(killing);
  return end;
}
