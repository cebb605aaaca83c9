import type { EntityManager } from '@mikro-orm/postgresql';
import type { TrainingRun } from '../entities/training-run.ts';
import { TrainingRunEvent } from '../entities/training-run-event.ts';
import { channels, notify } from '../ports.ts';
import type { TrainingRunEventPayload } from '../training-run-event-payload.ts';

export interface NewEvent {
  readonly payload: TrainingRunEventPayload;
  /** Null where the event stands for itself; else at most one of its type has this step. */
  readonly step: number | null;
  readonly time: Date;
}

/** Stores events with the next numbers, in one statement. The run's row must be locked by the caller's transaction. */
export async function appendEvents(tx: EntityManager, run: TrainingRun, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const first = run.eventCount + 1;
  run.eventCount += events.length;
  await tx.insertMany(
    TrainingRunEvent,
    events.map(({ payload, step, time }, index) => ({ trainingRun: run.id, number: first + index, type: payload.type, step, payload, time })),
  );
  await tx.flush();
  await notify(tx, channels.trainingRun, run.id);
}
