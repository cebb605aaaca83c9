import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Experiment, ExperimentEvent } from '../entities/experiment.ts';
import { channels, notify } from '../ports.ts';
import { experimentMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';
import type { ExperimentEventPayload } from './event-payload.ts';

/** The experiment, read under a row lock. */
export function lockExperiment(tx: EntityManager, id: string): Promise<Experiment> {
  return tx.findOneOrFail(Experiment, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** Stores an event, numbered next, with what else changed. The experiment's row must be locked by the caller's transaction, or new. */
export async function recordExperimentEvent(tx: EntityManager, experiment: Experiment, event: Omit<ExperimentEventPayload, 'state' | 'share'>): Promise<void> {
  experiment.eventCount += 1;
  const payload = { ...event, state: experiment.state, share: experiment.share };
  tx.create(ExperimentEvent, { experiment, number: experiment.eventCount, payload, time: new Date() });
  await tx.flush();
  await recordWebhookEvent(tx, experiment.project.id, experimentMessage(experiment, payload));
  await notify(tx, channels.experiment, experiment.id);
}
