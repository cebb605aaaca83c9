import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claimEvaluation } from '../domain/evaluations/claim-evaluation.ts';
import { finishEvaluation } from '../domain/evaluations/finish-evaluation.ts';
import type { EvaluationRequest } from '../domain/evaluations/lock-requested.ts';
import { recordEvaluationProgress } from '../domain/evaluations/record-evaluation-progress.ts';
import { channels } from '../domain/ports.ts';
import { withJobLock } from '../jobs/job-lock.ts';
import type { Listener } from '../jobs/listen.ts';
import { ProgressWriter } from '../jobs/progress-writer.ts';
import type { Logger } from '../logging.ts';
import { evaluationKey } from '../store/keys.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { evaluateInChild, type EvaluationOutcome } from './evaluate-in-child.ts';
import type { EvaluationTask } from './protocol.ts';

const PROGRESS_EVERY_MS = 500;
/** Beyond so many deliveries of its job an evaluation is not tried again. Orderly stops of the worker count, too. */
const MAX_DELIVERIES = 20;
/** A fault of our own, or of the plugin, is tried again up to this delivery. */
const TRIES_AFTER_FAULTS = 3;

export interface RunEvaluationDeps {
  readonly em: EntityManager;
  readonly databaseUrl: string;
  readonly storeFolder: string;
  readonly pluginsFile: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Hears the ids of what is canceled. */
  readonly listen: Pick<Listener, 'on'>;
  readonly logger: Logger;
}

export interface EvaluationDelivery extends EvaluationRequest {
  /** 1 at first. */
  readonly attempt: number;
  /** Aborted when the evaluation is to be left for another worker; then this rejects. */
  readonly signal: AbortSignal;
}

/** Measures, and ends the evaluation SUCCEEDED or FAILED; one that is finished or canceled is left alone. Rejects where the job should come again. */
export function runEvaluation(deps: RunEvaluationDeps, delivery: EvaluationDelivery): Promise<void> {
  return withJobLock(deps.databaseUrl, delivery.evaluationId, delivery.signal, (signal, isHeld) => runAlone(deps, { ...delivery, signal }, isHeld));
}

async function runAlone(deps: RunEvaluationDeps, { evaluationId, request, attempt, signal }: EvaluationDelivery, isHeld: () => Promise<boolean>): Promise<void> {
  const { em, storeFolder, pluginsFile, logger } = deps;
  const unwanted = new AbortController();
  const cancel = () => unwanted.abort(new Error('The evaluation was canceled.'));
  // Hears first, so that a cancellation right after the claim is not missed.
  const stopListening = deps.listen.on(channels.cancel, (id) => id === evaluationId && cancel());
  try {
    const claimed = await claimEvaluation(em.fork(), { evaluationId, request });
    if (!claimed) return;
    const finish = (end: Parameters<typeof finishEvaluation>[2]) => finishEvaluation(em.fork(), { evaluationId, request }, end);
    if (attempt > MAX_DELIVERIES) return void (await finish({ failure: 'The model could not be measured: the worker was interrupted each time. Ask again.' }));
    const removeFiles = () => new LocalBlobStore(storeFolder).remove(evaluationKey(evaluationId));
    // What an attempt left that was lost.
    await removeFiles();
    const outcome = await evaluateWithProgress(deps, { evaluationId, request }, { type: 'evaluate', storeFolder, pluginsFile, ...claimed }, AbortSignal.any([signal, unwanted.signal]), cancel).catch(logged);
    if (unwanted.signal.aborted && !signal.aborted) {
      if (await isHeld()) await removeFiles();
      return logger.info({ evaluationId }, 'evaluation stopped: it was canceled');
    }
    signal.throwIfAborted();
    if (!(await isHeld())) throw new Error('The evaluation was given to another worker.');
    if (outcome.type === 'evaluated') return (await finish({ result: outcome.result })) ? undefined : await removeFiles();
    if (outcome.type === 'fault') return void (await finish({ failure: outcome.message }));
    const reference = randomUUID().slice(0, 8);
    logger.error({ evaluationId, attempt, reference, message: outcome.message }, 'evaluation failed');
    if (attempt < TRIES_AFTER_FAULTS) throw new Error('The evaluation failed.');
    await finish({ failure: `The model could not be measured, by a fault of the server or of its plugin. Reference ${reference}.` });
  } finally {
    stopListening();
  }
}

const logged = (error: unknown): EvaluationOutcome => ({ type: 'error', message: error instanceof Error ? error.message : String(error) });

async function evaluateWithProgress(deps: RunEvaluationDeps, request: EvaluationRequest, task: EvaluationTask, signal: AbortSignal, cancel: () => void): Promise<EvaluationOutcome> {
  const writer = new ProgressWriter<number>(PROGRESS_EVERY_MS, async (progress) => {
    if (!(await recordEvaluationProgress(deps.em.fork(), request, progress))) cancel();
  });
  try {
    return await evaluateInChild(task, { environment: deps.environment, logger: deps.logger, onProgress: (progress) => writer.report(progress), signal });
  } finally {
    await writer.close();
  }
}
