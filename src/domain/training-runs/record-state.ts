import type { EntityManager } from '@mikro-orm/postgresql';
import type { TrainingRun, TrainingRunState } from '../entities/training-run.ts';
import { TrainingRunEvent } from '../entities/training-run-event.ts';
import { channels, notify } from '../ports.ts';
import { trainingRunMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';

/**
 * Puts a run into a state and stores the event that says so, numbered next. The run's row must be locked by the caller's
 * transaction (or be new), so that numbers have no gaps; the database refuses a change that the state machine lacks.
 */
export async function recordState(tx: EntityManager, run: TrainingRun, state: TrainingRunState, message: string | null = null): Promise<void> {
  const time = new Date();
  run.state = state;
  if (run.isFinished()) run.finishedAt = time;
  run.eventCount += 1;
  tx.create(TrainingRunEvent, {
    trainingRun: run,
    number: run.eventCount,
    type: 'TrainingRunStateChanged',
    step: null,
    payload: { type: 'TrainingRunStateChanged', state, attempt: run.attempt, message },
    time,
  });
  await tx.flush();
  if (run.isFinished()) await recordWebhookEvent(tx, run.project.id, trainingRunMessage(run));
  await notify(tx, channels.trainingRun, run.id);
}
