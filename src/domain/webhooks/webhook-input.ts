import { Fault } from '../fault.ts';
import { type WebhookEvent, webhookEvents } from './webhook-event.ts';

/** Of a project. */
export const MAX_WEBHOOKS = 20;
export const MAX_ATTEMPTS = 8;

/** Which events a webhook is told of, each once. */
export function eventsInput(events: readonly WebhookEvent[]): WebhookEvent[] {
  if (events.length === 0) throw new Fault('INVALID_INPUT', `events must name at least one of ${webhookEvents.join(', ')}.`, ['events']);
  return webhookEvents.filter((event) => events.includes(event));
}

export function attemptsInput(attempts: number | null | undefined): number {
  const most = attempts ?? MAX_ATTEMPTS;
  if (!(most >= 1 && most <= MAX_ATTEMPTS)) throw new Fault('INVALID_INPUT', `mostAttempts must be from 1 to ${MAX_ATTEMPTS}, not ${most}.`, ['mostAttempts']);
  return most;
}
