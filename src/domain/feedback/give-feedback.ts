import type { Caller } from '../caller.ts';
import { Fault } from '../fault.ts';
import type { GiveFeedbackInput } from './check-feedback.ts';
import type { FeedbackOutcome } from './feedback-draft.ts';
import type { FeedbackWriter, StoredFeedback } from './feedback-writer.ts';

/** One statement each, so a call stays short. */
export const MAX_FEEDBACK = 1000;

interface Services {
  readonly feedbackWriter: FeedbackWriter;
}

/** Stores what a person says of a generation; durable once this resolves. */
export async function giveFeedback({ feedbackWriter }: Services, caller: Caller, input: GiveFeedbackInput): Promise<StoredFeedback> {
  const stored = await feedbackWriter.one(caller, input);
  if (stored instanceof Fault) throw stored;
  return stored;
}

/** The same of 1 to 1,000 at once; what came of each, in the order given. Faults have paths ["items", i, …]. */
export async function giveFeedbackBatch({ feedbackWriter }: Services, caller: Caller, items: readonly GiveFeedbackInput[]): Promise<FeedbackOutcome[]> {
  if (items.length < 1 || items.length > MAX_FEEDBACK) throw new Fault('INVALID_INPUT', `items must hold 1 to ${MAX_FEEDBACK}, not ${items.length}.`, ['items']);
  const outcomes = await feedbackWriter.many(caller, items);
  return outcomes.map((outcome, index) => (outcome instanceof Fault ? outcome.within('items', String(index)) : outcome));
}
