import { Fault, Faults } from '../domain/fault.ts';

/** What a mutation answers: its result, or why there is none. */
export interface Payload<Result> {
  readonly result: Result | null;
  readonly userErrors: readonly Fault[];
}

/** Runs a mutation's work; expected faults become `userErrors`, anything else stays an error. */
export async function answer<Result>(work: () => Promise<Result>): Promise<Payload<Result>> {
  try {
    return { result: await work(), userErrors: [] };
  } catch (error) {
    if (error instanceof Fault) return { result: null, userErrors: [error] };
    if (error instanceof Faults) return { result: null, userErrors: error.faults };
    throw error;
  }
}
