import { hash } from 'node:crypto';
import { v7 } from 'uuid';
import { Fault } from '../fault.ts';
import { hashInput } from '../idempotency.ts';
import { lineInput } from '../text-input.ts';
import { checkFeedback, type FeedbackContent, type GiveFeedbackInput } from './check-feedback.ts';

/** Feedback that is about to be stored. */
export interface FeedbackDraft {
  /** Its place in the call. */
  readonly index: number;
  readonly id: string;
  readonly generationId: string;
  readonly content: FeedbackContent;
  /** SHA-256 of the content. */
  readonly contentHash: string;
  readonly subject: string | null;
  readonly key: { readonly key: string; readonly inputHash: string } | null;
}

/** What came of feedback: its id, and whether it was stored before; or why it was not. */
export type FeedbackOutcome = { readonly id: string; readonly repeated: boolean } | Fault;

export function draftFeedback(input: GiveFeedbackInput, index: number): FeedbackDraft | Fault {
  try {
    const { content, subject } = checkFeedback(input);
    const { idempotencyKey, ...rest } = input;
    return {
      index, id: v7(), generationId: input.generationId, content, subject, contentHash: hash('sha256', JSON.stringify(content)),
      key: idempotencyKey ? { key: lineInput(idempotencyKey, 'idempotencyKey'), inputHash: hashInput(rest) } : null,
    };
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
