/** What a webhook can be told of. */
export const webhookEvents = ['FLYWHEEL_CYCLE', 'TRAINING_RUN', 'DATASET_VERSION', 'EVALUATION', 'MODEL_ALIAS', 'EXPERIMENT'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Something that happened. */
export interface WebhookMessage {
  readonly event: WebhookEvent;
  /** What became of it: `ready` of a dataset version. Together they are the message's type, `dataset_version.ready`. */
  readonly became: string;
  /** Ids as clients know them, states, numbers and reasons; nothing about persons. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Of the messages themselves: lower case, as the Standard Webhooks specification has them. */
export const messageType = ({ event, became }: Pick<WebhookMessage, 'event' | 'became'>): string => `${event.toLowerCase()}.${became.toLowerCase()}`;

/** The body: type, timestamp and data, as the Standard Webhooks specification has them. */
export const messageBody = (type: string, time: Date, data: WebhookMessage['data']): string => JSON.stringify({ type, timestamp: time.toISOString(), data });
