import { randomBytes } from 'node:crypto';

/** 256 random bits, written as the Standard Webhooks specification has it. */
export const newWebhookSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
