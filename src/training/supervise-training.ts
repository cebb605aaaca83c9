import { setTimeout as wait } from 'node:timers/promises';
import { v7 } from 'uuid';
import { attemptsWithoutProgress, MAX_ATTEMPTS_WITHOUT_PROGRESS } from '../domain/training-runs/attempts-without-progress.ts';
import { AttemptLost } from '../domain/training-runs/claim.ts';
import { confirmCancel } from '../domain/training-runs/confirm-cancel.ts';
import { failTrainingRun } from '../domain/training-runs/fail-training-run.ts';
import { finishTrainingRun } from '../domain/training-runs/finish-training-run.ts';
import { handBackTrainingRun } from '../domain/training-runs/hand-back-training-run.ts';
import { type TakenTrainingRun, takeTrainingRun } from '../domain/training-runs/take-training-run.ts';
import { checkpointsKey, modelVersionKey } from '../store/keys.ts';
import { deathSentence } from './death-sentence.ts';
import { type AttemptEnd, runAttempt, type TrainingDeps } from './run-attempt.ts';
import { defaultTiming } from './training-settings.ts';

const LONGEST_RETRY_WAIT_MS = 4_000;

/** The worker stops, and the run waits in the queue again: its job has to come again too. */
export class HandedBack extends Error {}

/**
 * Sees a training run through: attempt after attempt, each from the checkpoint of the one before, until it is over.
 * Resolves then, or at once where it is over already.
 *
 * @throws HandedBack where `signal` was aborted, AttemptLost where another worker took the run, or what keeps the
 * database from being written. In each of these cases the job has to come again, unless another worker has it.
 */
export async function superviseTraining(deps: TrainingDeps, trainingRunId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const run = await takeTrainingRun(deps.orm.em.fork(), trainingRunId);
    if (!run || (await makeAttempt(deps, run, signal)) === 'OVER') break;
  }
  await deps.store.remove(checkpointsKey(trainingRunId));
}

async function makeAttempt(deps: TrainingDeps, run: TakenTrainingRun, signal: AbortSignal): Promise<'OVER' | 'AGAIN'> {
  const logger = deps.logger.child({ trainingRunId: run.trainingRunId, attempt: run.attempt });
  const timing = { ...defaultTiming, ...deps.settings.timing };
  const modelVersionId = v7();
  logger.info({ fromStep: run.checkpoints[0]?.step ?? 0 }, 'training begins');
  const removeModel = () => deps.store.remove(modelVersionKey(modelVersionId));
  const end = await runAttempt({ ...deps, logger }, { run, modelVersionId, timing, signal }).catch(async (error: unknown) => {
    await removeModel();
    throw error;
  });
  logger.info({ end: end.type === 'finished' ? 'finished' : end }, 'training ends');
  const state = await conclude(deps, run, end).catch(async (error: unknown) => {
    // After any other fault the model version may be there all the same.
    if (error instanceof AttemptLost) await removeModel();
    throw error;
  });
  if (state !== 'SUCCEEDED') await removeModel();
  if (state === 'QUEUED') throw new HandedBack(`Training run ${run.trainingRunId} waits for another worker.`);
  if (state !== undefined) return 'OVER';
  const lost = await attemptsWithoutProgress(deps.orm.em.fork(), run.trainingRunId);
  await waitBeforeRetry(deps, run, Math.min(timing.retryAfter * 2 ** Math.max(0, lost - 1), LONGEST_RETRY_WAIT_MS), signal);
  return 'AGAIN';
}

/** The state that the run now has; undefined where it is to be tried again. */
async function conclude(deps: TrainingDeps, run: TakenTrainingRun, end: AttemptEnd): Promise<string | undefined> {
  const em = deps.orm.em.fork();
  switch (end.type) {
    case 'finished':
      return finishTrainingRun(em, run, end.result);
    case 'failed':
      return failTrainingRun(em, run, end.message);
    case 'canceled':
      await confirmCancel(em, run);
      return 'CANCELED';
    case 'saved':
      return handBack(deps, run);
    case 'died': {
      const lost = await attemptsWithoutProgress(em, run.trainingRunId);
      return lost < MAX_ATTEMPTS_WITHOUT_PROGRESS ? undefined : failTrainingRun(em, run, deathSentence(end, lost, run));
    }
  }
}

function handBack(deps: TrainingDeps, run: TakenTrainingRun): Promise<'QUEUED' | 'CANCELED'> {
  return handBackTrainingRun(deps.orm.em.fork(), run, 'Its worker was stopped; it goes on from its checkpoint with the next one.');
}

/** A cancel that comes in the meantime is seen when the run is taken again. */
async function waitBeforeRetry(deps: TrainingDeps, run: TakenTrainingRun, milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
  if (!signal.aborted) return;
  if ((await handBack(deps, run)) === 'QUEUED') throw new HandedBack(`Training run ${run.trainingRunId} waits for another worker.`);
}
