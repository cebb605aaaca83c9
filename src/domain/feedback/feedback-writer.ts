import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, write } from '../caller.ts';
import { Feedback } from '../entities/feedback.ts';
import { Fault } from '../fault.ts';
import type { GiveFeedbackInput } from './check-feedback.ts';
import type { FeedbackOutcome } from './feedback-draft.ts';
import { KeyRates } from './key-rates.ts';
import { storeFeedback } from './store-feedback.ts';

/** API keys whose single feedback is being stored at a time. Of one key the next transaction takes all that has come during the one before. */
const KEYS_AT_ONCE = 4;
const MOST_TOGETHER = 200;

export interface StoredFeedback {
  readonly feedback: Feedback;
  readonly repeated: boolean;
}

interface Waiting {
  readonly caller: Caller;
  readonly input: GiveFeedbackInput;
  readonly resolve: (stored: StoredFeedback | Fault) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores feedback. What comes one by one at the same time is stored together: a transaction of its own costs fifteen times its share of
 * one with others. Whoever comes alone waits for nobody.
 */
export class FeedbackWriter {
  readonly #fork: () => EntityManager;
  readonly #rates = new KeyRates();
  #waiting: Waiting[] = [];
  readonly #running = new Set<string>();

  constructor(fork: () => EntityManager) {
    this.#fork = fork;
  }

  /** Durable once it resolves. */
  one(caller: Caller, input: GiveFeedbackInput): Promise<StoredFeedback | Fault> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ caller, input, resolve, reject });
      this.#next();
    });
  }

  /** Likewise, what came of each. */
  many(caller: Caller, inputs: readonly GiveFeedbackInput[]): Promise<FeedbackOutcome[]> {
    return write(this.#fork(), (tx) => storeFeedback(tx, caller, this.#rates, inputs));
  }

  #next(): void {
    const first = this.#running.size < KEYS_AT_ONCE ? this.#waiting.find(({ caller }) => !this.#running.has(caller.apiKeyId)) : undefined;
    if (!first) return;
    const { apiKeyId } = first.caller;
    const together = this.#waiting.filter(({ caller }) => caller.apiKeyId === apiKeyId).slice(0, MOST_TOGETHER);
    const taken = new Set(together);
    this.#waiting = this.#waiting.filter((one) => !taken.has(one));
    this.#running.add(apiKeyId);
    void this.#store(together).finally(() => {
      this.#running.delete(apiKeyId);
      this.#next();
    });
  }

  async #store(together: readonly Waiting[]): Promise<void> {
    try {
      const stored = await this.#write(together);
      together.forEach(({ resolve }, index) => resolve(stored[index] ?? new Fault('INVALID_STATE', 'The feedback was not stored.')));
    } catch (error) {
      // Whatever one of them met must not be met by the others.
      if (together.length > 1) await Promise.all(together.map((one) => this.#store([one])));
      else together[0]?.reject(error);
    }
  }

  #write(together: readonly Waiting[]): Promise<(StoredFeedback | Fault)[]> {
    const [first] = together;
    if (!first) return Promise.resolve([]);
    return write(this.#fork(), async (tx) => {
      const outcomes = await storeFeedback(tx, first.caller, this.#rates, together.map(({ input }) => input));
      const ids = outcomes.flatMap((outcome) => (outcome instanceof Fault ? [] : outcome.id));
      const rows = new Map((ids.length === 0 ? [] : await tx.find(Feedback, { id: { $in: ids } }, { disableIdentityMap: true })).map((row) => [row.id, row]));
      return outcomes.map((outcome) => {
        if (outcome instanceof Fault) return outcome;
        const feedback = rows.get(outcome.id);
        if (!feedback) throw new Error(`Feedback ${outcome.id} is not there.`);
        return { feedback, repeated: outcome.repeated };
      });
    });
  }
}
