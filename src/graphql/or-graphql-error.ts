import { Fault } from '../domain/fault.ts';
import { graphqlError } from './errors.ts';

/** What a field of a query cannot give, for a reason that a reader may know, becomes an error with that reason. */
export async function orGraphqlError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Fault ? graphqlError('UNAVAILABLE', error.message) : error;
  }
}
