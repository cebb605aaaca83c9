import { DamagedVersion } from '../layout/version-reader.ts';

/** An error on its way from one thread to another: structured cloning keeps neither its class nor its name. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function tellError(error: unknown): ToldError {
  return error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { name: 'Error', message: String(error), stack: undefined };
}

/** The error again, with the stack of the thread that it comes from. */
export function toldError({ name, message, stack }: ToldError): Error {
  const error = name === 'DamagedVersion' ? new DamagedVersion(message) : new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
