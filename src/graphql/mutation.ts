import { Fault, Faults, type UserErrorCode } from '../domain/fault.ts';

/** A fault as data: GraphQL takes an Error object in an answer for a failure of the field. */
export interface UserError {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly path: readonly string[] | undefined;
  readonly retryAt: Date | undefined;
}

/** What a mutation answers: its result, or why there is none. */
export interface Payload<Result> {
  readonly result: Result | null;
  readonly userErrors: readonly UserError[];
}

/** Runs a mutation's work; expected faults become `userErrors`, anything else stays an error. */
export async function answer<Result>(work: () => Promise<Result>): Promise<Payload<Result>> {
  try {
    return { result: await work(), userErrors: [] };
  } catch (error) {
    if (error instanceof Fault) return { result: null, userErrors: [userError(error)] };
    if (error instanceof Faults) return { result: null, userErrors: error.faults.map(userError) };
    throw error;
  }
}

export const userError = ({ code, message, path, retryAt }: Fault): UserError => ({ code, message, path, retryAt });
