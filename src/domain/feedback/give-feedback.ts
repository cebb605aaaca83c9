import { type Caller, type Services, write } from '../caller.ts';
import { Fault } from '../fault.ts';
import type { GiveFeedbackInput } from './check-feedback.ts';
import type { FeedbackOutcome } from './feedback-draft.ts';
import type { KeyRates } from './key-rates.ts';
import { storeFeedback } from './store-feedback.ts';

/** One statement each, so a call stays short. */
export const MAX_FEEDBACK = 1000;

export type FeedbackServices = Pick<Services, 'em'> & { readonly keyRates: KeyRates };

/** Stores what a person says of a generation; durable once this resolves. Its id, and whether it was stored before. */
export async function giveFeedback({ em, keyRates }: FeedbackServices, caller: Caller, input: GiveFeedbackInput): Promise<Exclude<FeedbackOutcome, Fault>> {
  const [outcome] = await write(em, (tx) => storeFeedback(tx, caller, keyRates, [input]));
  if (!outcome || outcome instanceof Fault) throw outcome ?? new Error('Feedback came to nothing.');
  return outcome;
}

/** The same of 1 to 1,000 at once; what came of each, in the order given. Faults have paths ["items", i, …]. */
export async function giveFeedbackBatch({ em, keyRates }: FeedbackServices, caller: Caller, items: readonly GiveFeedbackInput[]): Promise<FeedbackOutcome[]> {
  if (items.length < 1 || items.length > MAX_FEEDBACK) throw new Fault('INVALID_INPUT', `items must hold 1 to ${MAX_FEEDBACK}, not ${items.length}.`, ['items']);
  const outcomes = await write(em, (tx) => storeFeedback(tx, caller, keyRates, items));
  return outcomes.map((outcome, index) => (outcome instanceof Fault ? outcome.within('items', String(index)) : outcome));
}
